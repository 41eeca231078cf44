package org.postern.server.mailstore;

import java.util.Set;
import java.util.TreeSet;

/// Keywords of messages: words of the client's own, open to the server (RFC 8621 §4.1.1).
public final class Keyword {
    public static final String SEEN = "$seen";
    public static final String DRAFT = "$draft";

    /// Keywords a message may have at most.
    public static final int MOST = 100;

    private static final int LONGEST = 255;
    private static final String FORBIDDEN = "(){]%*\"\\";

    private Keyword() {}

    /// 1 to 255 octets of printable ASCII without `( ) { ] % * " \`, in lower case.
    public static boolean isValid(String keyword) {
        return !keyword.isEmpty()
                && keyword.length() <= LONGEST
                && keyword.chars().allMatch(c -> c > ' ' && c < 0x7f && FORBIDDEN.indexOf(c) < 0 && !isUpper(c));
    }

    private static boolean isUpper(int c) {
        return c >= 'A' && c <= 'Z';
    }

    /// As rows hold them: sorted, each between spaces.
    static String written(Set<String> keywords) {
        return keywords.isEmpty() ? "" : " " + String.join(" ", new TreeSet<>(keywords)) + " ";
    }

    static Set<String> read(String written) {
        return written.isEmpty() ? Set.of() : Set.of(written.strip().split(" "));
    }

    /// RFC 8621 §2: neither seen nor a draft.
    static boolean isUnread(String written) {
        return !written.contains(" " + SEEN + " ") && !written.contains(" " + DRAFT + " ");
    }

    /// @throws IllegalArgumentException for what a door should have refused
    static void require(Set<String> keywords) {
        if (keywords.size() > MOST || !keywords.stream().allMatch(Keyword::isValid)) {
            throw new IllegalArgumentException("not keywords");
        }
    }
}
