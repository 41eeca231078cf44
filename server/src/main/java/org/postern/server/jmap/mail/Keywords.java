package org.postern.server.jmap.mail;

import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.postern.server.jmap.core.SetError;
import org.postern.server.jmap.core.SetRefused;
import org.postern.server.mailstore.Edit;
import org.postern.server.mailstore.Keyword;

/// Keywords of messages: compared without case, kept in lower case (RFC 8621 §4.1.1).
final class Keywords {
    private Keywords() {}

    /// Empty when it is none.
    static Optional<String> normal(String text) {
        boolean ascii = text.chars().allMatch(c -> c < 0x7f); // others could become ASCII in lower case
        return ascii ? Optional.of(text.toLowerCase(Locale.ROOT)).filter(Keyword::isValid) : Optional.empty();
    }

    /// @throws SetRefused `invalidProperties`, or `tooManyKeywords` (RFC 8621 §4.6)
    static Set<String> normal(Set<String> texts) {
        var keywords = new HashSet<String>();
        for (var text : texts) {
            keywords.add(normal(text)
                    .orElseThrow(() -> new SetRefused(SetError.invalidProperties("not a keyword", "keywords"))));
        }
        if (keywords.size() > Keyword.MOST) {
            throw new SetRefused(SetError.of("tooManyKeywords"));
        }
        return keywords;
    }

    static Edit<String> normal(Edit<String> edit) {
        return switch (edit) {
            case Edit.Keep<String> keep -> keep;
            case Edit.Replace<String> replace -> new Edit.Replace<>(normal(replace.with()));
            case Edit.Patch<String> patch -> new Edit.Patch<>(normal(patch.add()), normal(patch.remove()));
        };
    }
}
