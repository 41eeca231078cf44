package org.postern.wire.smtp;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What RCPT may carry beside the recipient.
///
/// @param notifyOn RFC 3461 §4.1; empty when nothing was said
/// @param originalRecipient RFC 3461 §4.2, `type;address`, decoded from xtext
public record RecipientParameters(Set<Notify> notifyOn, Optional<String> originalRecipient) {
    private static final RecipientParameters NONE = new RecipientParameters(Set.of(), Optional.empty());

    public static RecipientParameters none() {
        return NONE;
    }

    /// The parameters as a client writes them, with a leading space before each; empty for none.
    String written() {
        var text = new StringBuilder();
        if (!notifyOn.isEmpty()) {
            text.append(" NOTIFY=")
                    .append(notifyOn.stream().sorted().map(Enum::name).collect(Collectors.joining(",")));
        }
        originalRecipient.ifPresent(typed -> {
            int semicolon = typed.indexOf(';');
            text.append(" ORCPT=").append(typed, 0, semicolon + 1).append(Xtext.encode(typed.substring(semicolon + 1)));
        });
        return text.toString();
    }
}
