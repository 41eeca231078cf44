package org.postern.wire.dkim;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Which header fields a signature of ours covers.
public final class SignedFields {
    /// RFC 6376 §5.4.1, and RFC 9788's wish that what a reader is shown is covered. Each is named once
    /// more than it occurs, so that nobody can add a second one (RFC 6376 §5.4, §8.15).
    private static final List<String> OVERSIGNED = List.of(
            "from",
            "sender",
            "reply-to",
            "subject",
            "date",
            "message-id",
            "to",
            "cc",
            "mime-version",
            "content-type",
            "content-transfer-encoding",
            "in-reply-to",
            "references");

    /// Covered where they occur; a list or gateway on the way may rightly add them.
    private static final List<String> COVERED = List.of(
            "content-disposition",
            "content-id",
            "content-description",
            "content-language",
            "autocrypt",
            "openpgp",
            "auto-submitted",
            "list-id",
            "list-unsubscribe",
            "list-unsubscribe-post",
            "feedback-id");

    private SignedFields() {}

    /// The names for `h=` in lower case.
    public static List<String> of(List<RawField> header) {
        var names = new ArrayList<String>();
        for (var name : OVERSIGNED) {
            addAsOften(names, name, occurrences(header, name) + 1);
        }
        for (var name : COVERED) {
            addAsOften(names, name, occurrences(header, name));
        }
        return List.copyOf(names);
    }

    /// RFC 6376 §5.4.2: the fields that `h=` names; of several with one name the last first, and a
    /// name that finds no field any more stands for nothing.
    static List<RawField> select(List<RawField> header, List<String> names) {
        var left = new ArrayList<>(header);
        var selected = new ArrayList<RawField>();
        for (var name : names) {
            for (int i = left.size() - 1; i >= 0; i--) {
                if (left.get(i).isNamed(name)) {
                    selected.add(left.remove(i));
                    break;
                }
            }
        }
        return selected;
    }

    private static void addAsOften(List<String> names, String name, long times) {
        for (long i = 0; i < times; i++) {
            names.add(name.toLowerCase(Locale.ROOT));
        }
    }

    private static long occurrences(List<RawField> header, String name) {
        return header.stream().filter(field -> field.isNamed(name)).count();
    }
}
