package org.postern.server.jmap.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.server.jmap.core.Members;
import org.postern.server.jmap.core.MethodError;
import org.postern.server.mailstore.EmailQuery;

/// The sorts of `Email/query` that need no text (RFC 8621 §4.4.2, docs/format/jmap-sealed.md).
final class Sorts {
    /// The one collation that the core capability names.
    static final String COLLATION = "i;ascii-casemap";

    private static final List<EmailQuery.Sort> NEWEST_FIRST =
            List.of(new EmailQuery.Sort(EmailQuery.Key.RECEIVED_AT, false, Optional.empty()));

    private static final int MOST = 20;

    private Sorts() {}

    /// @throws MethodError `unsupportedSort`
    static List<EmailQuery.Sort> read(Members arguments) {
        var sorts = new ArrayList<EmailQuery.Sort>();
        var given = arguments.objects("sort").orElse(List.of());
        if (given.size() > MOST) {
            throw MethodError.of("unsupportedSort", "A query has " + MOST + " sorts at most.");
        }
        for (var sort : given) {
            var key = key(sort.textOrRefuse("property"));
            refuseCollation(sort);
            boolean ascending = sort.flag("isAscending", true);
            var keyword = needsKeyword(key)
                    ? Optional.of(Keywords.normal(sort.textOrRefuse("keyword"))
                            .orElseThrow(() -> MethodError.invalidArguments("keyword: not a keyword")))
                    : Optional.<String>empty();
            sort.refuseOthers();
            sorts.add(new EmailQuery.Sort(key, ascending, keyword));
        }
        return sorts.isEmpty() ? NEWEST_FIRST : sorts;
    }

    /// RFC 8620 §5.5: an unknown collation is `unsupportedSort`.
    static void refuseCollation(Members sort) {
        var collation = sort.text("collation");
        if (collation.isPresent() && !collation.get().equals(COLLATION)) {
            throw MethodError.of("unsupportedSort");
        }
    }

    private static EmailQuery.Key key(String property) {
        return switch (property) {
            case "receivedAt" -> EmailQuery.Key.RECEIVED_AT;
            case "size" -> EmailQuery.Key.SIZE;
            case "hasKeyword" -> EmailQuery.Key.HAS_KEYWORD;
            case "allInThreadHaveKeyword" -> EmailQuery.Key.ALL_IN_THREAD_HAVE_KEYWORD;
            case "someInThreadHaveKeyword" -> EmailQuery.Key.SOME_IN_THREAD_HAVE_KEYWORD;
            default -> throw MethodError.of("unsupportedSort");
        };
    }

    private static boolean needsKeyword(EmailQuery.Key key) {
        return switch (key) {
            case RECEIVED_AT, SIZE -> false;
            case HAS_KEYWORD, ALL_IN_THREAD_HAVE_KEYWORD, SOME_IN_THREAD_HAVE_KEYWORD -> true;
        };
    }
}
