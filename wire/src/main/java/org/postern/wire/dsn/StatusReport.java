package org.postern.wire.dsn;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.postern.wire.Octets;
import org.postern.wire.address.Domain;
import org.postern.wire.address.MailAddress;

/// A report to the sender of a message: words for a person, fields for a program, and the header of the
/// message (RFC 3464 §2, RFC 6522 §3). It is sent with the null return path.
///
/// @param reporter the server that reports
/// @param to the sender of the message
/// @param messageId of the report, without angle brackets
/// @param arrived when the message came to us
/// @param fates one at least, all of one action
/// @param header of the message, as it was, up to [#MOST_HEADER] octets of whole lines; no body is given back
public record StatusReport(
        Domain reporter,
        MailAddress to,
        String messageId,
        Instant now,
        Instant arrived,
        List<Fate> fates,
        Octets header) {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final int LONGEST_LINE = 900;

    /// THREAT T-20: a header may be as large as a message; a report is not.
    public static final int MOST_HEADER = 64 * 1024;

    public StatusReport {
        fates = List.copyOf(fates);
        header = cutHeader(header);
        if (fates.isEmpty()) {
            throw new IllegalArgumentException("a report about nobody");
        }
    }

    /// The message, with CRLF line ends.
    public Octets octets() {
        var boundary = "report-" + messageId.replaceAll("[^A-Za-z0-9]", "");
        var text = new StringBuilder();
        line(text, "From: Mail delivery <postmaster@" + reporter + ">");
        line(text, "To: <" + to + ">");
        line(text, "Subject: " + subject());
        line(text, "Date: " + DATE.format(now));
        line(text, "Message-ID: <" + messageId + ">");
        line(text, "Auto-Submitted: auto-replied"); // RFC 3834 §5
        line(text, "MIME-Version: 1.0");
        line(text, "Content-Type: multipart/report; report-type=delivery-status;");
        line(text, " boundary=\"" + boundary + "\"");
        line(text, "");
        part(text, boundary, "text/plain; charset=utf-8", "8bit");
        words(text);
        part(text, boundary, "message/delivery-status", "7bit");
        fields(text);
        part(text, boundary, "text/rfc822-headers", "8bit");
        return Octets.join(Octets.utf8(text.toString()), header, Octets.ascii("\r\n--" + boundary + "--\r\n"));
    }

    private static Octets cutHeader(Octets whole) {
        if (whole.size() <= MOST_HEADER) {
            return whole;
        }
        byte[] head = whole.head(MOST_HEADER);
        int end = head.length;
        while (end > 0 && head[end - 1] != '\n') {
            end--;
        }
        return Octets.of(Arrays.copyOf(head, end));
    }

    private String subject() {
        return switch (fates.getFirst().action()) {
            case FAILED -> "Your message could not be delivered";
            case DELAYED -> "Your message is delayed";
            case DELIVERED -> "Your message was delivered";
            case RELAYED -> "Your message was handed on";
        };
    }

    private void words(StringBuilder text) {
        line(text, introduction());
        line(text, "");
        for (var fate : fates) {
            line(text, "  " + fate.recipient());
            line(text, "    " + cut(explained(fate)));
            line(text, "");
        }
        line(text, "The server " + reporter + " wrote this; the header of your message follows.");
    }

    private String introduction() {
        return switch (fates.getFirst().action()) {
            case FAILED -> "Your message could not be delivered to these recipients, and is not tried again:";
            case DELAYED ->
                "Your message has not been delivered to these recipients yet. You need not send it again:\r\n"
                        + "it is tried"
                        + fates.getFirst()
                                .retryUntil()
                                .map(until -> " until " + DATE.format(until))
                                .orElse(" further")
                        + ".";
            case DELIVERED -> "Your message was delivered to these recipients:";
            case RELAYED -> "Your message was handed to servers that do not report further, for these recipients:";
        };
    }

    private static String explained(Fate fate) {
        return fate.remote().map(host -> host + " said: ").orElse("") + fate.diagnostic();
    }

    private void fields(StringBuilder text) {
        line(text, "Reporting-MTA: dns; " + reporter);
        line(text, "Arrival-Date: " + DATE.format(arrived));
        for (var fate : fates) {
            line(text, "");
            fate.original().ifPresent(original -> line(text, "Original-Recipient: " + typed(original)));
            line(text, "Final-Recipient: " + finalRecipient(fate.recipient()));
            line(text, "Action: " + fate.action().word());
            line(text, "Status: " + fate.status());
            fate.remote().ifPresent(host -> line(text, "Remote-MTA: dns; " + host));
            line(text, "Diagnostic-Code: " + diagnostic(fate));
            line(text, "Last-Attempt-Date: " + DATE.format(now));
            fate.retryUntil().ifPresent(until -> line(text, "Will-Retry-Until: " + DATE.format(until)));
        }
    }

    /// RFC 3464 §2.3.6: only what a server said is of the type `smtp`.
    private static String diagnostic(Fate fate) {
        var said = cut(ascii(fate.diagnostic()));
        return (fate.remote().isPresent() ? "smtp; " : "x-postern; ") + said;
    }

    /// RFC 3464 §2.3.1 and §2.3.2 put a blank after the type.
    private static String typed(String original) {
        int semicolon = original.indexOf(';');
        return ascii(original.substring(0, semicolon)) + "; " + ascii(original.substring(semicolon + 1));
    }

    /// RFC 6533 §3: an address outside ASCII in `utf-8-addr-xtext`.
    private static String finalRecipient(MailAddress recipient) {
        var written = recipient.toString();
        if (written.chars().allMatch(c -> c < 0x80)) {
            return "rfc822; " + written;
        }
        return "utf-8; "
                + written.codePoints()
                        .mapToObj(c -> c < 0x80 ? Character.toString(c) : "\\x{%X}".formatted(c))
                        .collect(Collectors.joining());
    }

    private static String ascii(String text) {
        return text.replaceAll("[^ -~]", "?");
    }

    private static String cut(String text) {
        var octets = text.getBytes(StandardCharsets.UTF_8).length;
        return octets <= LONGEST_LINE ? text : text.substring(0, Math.min(text.length(), LONGEST_LINE / 4)) + "...";
    }

    private static void part(StringBuilder text, String boundary, String type, String encoding) {
        line(text, "");
        line(text, "--" + boundary);
        line(text, "Content-Type: " + type);
        line(text, "Content-Transfer-Encoding: " + encoding);
        line(text, "");
    }

    private static void line(StringBuilder text, String line) {
        text.append(line).append("\r\n");
    }
}
