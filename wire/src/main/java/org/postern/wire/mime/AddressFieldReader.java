package org.postern.wire.mime;

import java.util.ArrayList;
import java.util.List;

/// RFC 5322 §3.4: an address field, read as far as it can be. Groups give their members; comments give a
/// name where there is no other (RFC 5322 §A.6.3 shows why).
final class AddressFieldReader {
    private static final int MOST = 1000;
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_EMAIL = 320;
    private static final int LONGEST_ANGLE = 1000;

    private final String text;
    private final List<Person> people = new ArrayList<>();
    private final StringBuilder words = new StringBuilder();
    private final StringBuilder comment = new StringBuilder();
    private final StringBuilder angle = new StringBuilder();
    private boolean hasAngle;
    private int at;

    private AddressFieldReader(String text) {
        this.text = text;
    }

    static List<Person> read(String value) {
        return new AddressFieldReader(value).read();
    }

    private List<Person> read() {
        while (at < text.length() && people.size() < MOST) {
            char c = text.charAt(at++);
            switch (c) {
                case '"' -> quoted(hasAngle ? angle : words);
                case '(' -> comment();
                case '<' -> angle();
                case ',', ';' -> finish();
                case ':' -> group();
                default -> words.append(c);
            }
        }
        finish();
        return List.copyOf(people);
    }

    /// A colon ends a group's name; inside what looks like an address it is text.
    private void group() {
        if (words.indexOf("@") < 0) {
            words.setLength(0);
            comment.setLength(0);
        } else {
            words.append(':');
        }
    }

    private void quoted(StringBuilder into) {
        while (at < text.length() && text.charAt(at) != '"') {
            char c = text.charAt(at++);
            if (c == '\\' && at < text.length()) {
                c = text.charAt(at++);
            }
            into.append(c);
        }
        at++;
    }

    private void comment() {
        int depth = 1;
        while (at < text.length() && depth > 0) {
            char c = text.charAt(at++);
            if (c == '\\' && at < text.length()) {
                comment.append(text.charAt(at++));
            } else if (c == '(') {
                depth++;
            } else if (c == ')') {
                depth--;
            } else {
                comment.append(c);
            }
        }
    }

    private void angle() {
        hasAngle = true;
        while (at < text.length() && text.charAt(at) != '>') {
            char c = text.charAt(at);
            if (c == ',' && angle.indexOf("@") > 0) {
                return; // a bracket that was never closed
            }
            if (angle.length() < LONGEST_ANGLE) {
                angle.append(c);
            }
            at++;
        }
        at++;
    }

    private void finish() {
        var bare = words.toString().strip();
        if (hasAngle) {
            add(bare.isEmpty() ? comment.toString() : bare, withoutRoute(angle.toString()));
        } else if (bare.indexOf('@') >= 0) {
            add(comment.toString(), bare);
        } else if (!bare.isEmpty()) {
            add(bare, "");
        }
        words.setLength(0);
        comment.setLength(0);
        angle.setLength(0);
        hasAngle = false;
    }

    private void add(String name, String email) {
        var person = new Person(
                RawText.oneLine(EncodedWords.decode(name), LONGEST_NAME), RawText.oneLine(email, LONGEST_EMAIL));
        if (!person.name().isEmpty() || !person.email().isEmpty()) {
            people.add(person);
        }
    }

    /// RFC 5322 §4.4: `<@a,@b:c@d>`
    private static String withoutRoute(String path) {
        return path.startsWith("@") ? path.substring(path.indexOf(':') + 1) : path;
    }
}
