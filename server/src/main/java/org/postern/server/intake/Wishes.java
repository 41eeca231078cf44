package org.postern.server.intake;

import java.util.List;
import java.util.Optional;
import org.postern.wire.smtp.RecipientParameters;
import org.postern.wire.smtp.ReturnContent;

/// What a sender wants to hear (RFC 3461).
///
/// @param byRecipient in the order of the arrival's recipients, or empty when nothing was said
public record Wishes(
        Optional<ReturnContent> returnContent, Optional<String> envelopeId, List<RecipientParameters> byRecipient) {
    private static final Wishes NONE = new Wishes(Optional.empty(), Optional.empty(), List.of());

    public Wishes {
        byRecipient = List.copyOf(byRecipient);
    }

    public static Wishes none() {
        return NONE;
    }

    /// Those of one recipient.
    public RecipientParameters of(int recipient) {
        return byRecipient.isEmpty() ? RecipientParameters.none() : byRecipient.get(recipient);
    }
}
