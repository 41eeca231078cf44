package org.postern.wire.smtp;

import java.util.List;
import java.util.Optional;

/// An answer of a server (RFC 5321 §4.2).
///
/// @param code 200 to 599
/// @param enhanced RFC 3463 `class.subject.detail`; empty in greetings and answers to EHLO
/// @param lines at least one; without code, enhanced code and line end
public record Reply(int code, Optional<String> enhanced, List<String> lines) {
    public Reply {
        if (code < 200 || code > 599 || lines.isEmpty()) {
            throw new IllegalArgumentException("not a reply");
        }
        lines = List.copyOf(lines);
    }

    public static Reply of(int code, String enhanced, String line) {
        return new Reply(code, Optional.of(enhanced), List.of(line));
    }

    /// Without an enhanced code.
    public static Reply plain(int code, String... lines) {
        return new Reply(code, Optional.empty(), List.of(lines));
    }

    /// 2xx
    public boolean isPositive() {
        return code / 100 == 2;
    }

    /// 3xx: go on, as after DATA.
    public boolean isIntermediate() {
        return code / 100 == 3;
    }

    /// 4xx
    public boolean isTransient() {
        return code / 100 == 4;
    }

    /// 5xx
    public boolean isPermanent() {
        return code / 100 == 5;
    }

    /// As a server writes it, CRLF at the end of every line.
    public String rendered() {
        var text = new StringBuilder(64);
        for (int i = 0; i < lines.size(); i++) {
            text.append(code).append(i + 1 < lines.size() ? '-' : ' ');
            enhanced.ifPresent(word -> text.append(word).append(' '));
            text.append(lines.get(i)).append("\r\n");
        }
        return text.toString();
    }

    /// The reply in one line for reports: code, enhanced code and all text, joined by spaces.
    public String oneLine() {
        return code + enhanced.map(word -> " " + word).orElse("") + " " + String.join(" ", lines);
    }
}
