package org.postern.wire.mime;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The words of an HTML text, for a preview: one pass, no tree, nothing is ever run or fetched.
final class HtmlText {
    private static final Set<String> UNSEEN = Set.of("style", "script", "head", "title", "template");
    private static final Map<String, String> ENTITIES =
            Map.of("amp", "&", "lt", "<", "gt", ">", "quot", "\"", "apos", "'", "nbsp", " ", "zwnj", "");

    private static final int LONGEST_ENTITY = 12;

    private final String html;
    private final StringBuilder words = new StringBuilder();
    private int at;

    private HtmlText(String html) {
        this.html = html;
    }

    static String words(String html) {
        return new HtmlText(html).words();
    }

    private String words() {
        while (at < html.length()) {
            char c = html.charAt(at);
            if (c == '<') {
                tag();
            } else if (c == '&') {
                entity();
            } else {
                words.append(c);
                at++;
            }
        }
        return words.toString();
    }

    private void tag() {
        if (html.startsWith("<!--", at)) {
            skipPast("-->");
            return;
        }
        int nameEnd = at + 1;
        while (nameEnd < html.length() && Character.isLetterOrDigit(html.charAt(nameEnd))) {
            nameEnd++;
        }
        var name = html.substring(at + 1, nameEnd).toLowerCase(Locale.ROOT);
        skipPast(">");
        if (UNSEEN.contains(name)) {
            skipElement(name);
        }
        words.append(' ');
    }

    private void skipElement(String name) {
        while (at < html.length()) {
            int close = html.indexOf("</", at);
            if (close < 0) {
                at = html.length();
                return;
            }
            at = close + 2;
            if (html.regionMatches(true, at, name, 0, name.length())) {
                skipPast(">");
                return;
            }
        }
    }

    private void skipPast(String mark) {
        int found = html.indexOf(mark, at);
        at = found < 0 ? html.length() : found + mark.length();
    }

    private void entity() {
        int end = html.indexOf(';', at, Math.min(html.length(), at + LONGEST_ENTITY));
        if (end < 0) {
            words.append('&');
            at++;
            return;
        }
        var name = html.substring(at + 1, end);
        words.append(name.startsWith("#") ? numbered(name.substring(1)) : ENTITIES.getOrDefault(name, " "));
        at = end + 1;
    }

    private static String numbered(String digits) {
        try {
            int c = digits.startsWith("x") || digits.startsWith("X")
                    ? Integer.parseInt(digits.substring(1), 16)
                    : Integer.parseInt(digits);
            return Character.isValidCodePoint(c) ? Character.toString(c) : " ";
        } catch (NumberFormatException noNumber) {
            return " ";
        }
    }
}
