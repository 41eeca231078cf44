package org.postern.wire.smtp;

import java.util.Optional;
import java.util.OptionalLong;

/// What MAIL may carry beside the return path.
///
/// @param sizeBytes RFC 1870 §6
/// @param smtpUtf8 RFC 6531 §3.4
/// @param envelopeId RFC 3461 §4.4, decoded from xtext
public record MailParameters(
        OptionalLong sizeBytes,
        BodyType body,
        boolean smtpUtf8,
        Optional<ReturnContent> returnContent,
        Optional<String> envelopeId) {
    private static final MailParameters NONE =
            new MailParameters(OptionalLong.empty(), BodyType.SEVEN_BIT, false, Optional.empty(), Optional.empty());

    public static MailParameters none() {
        return NONE;
    }

    /// The parameters as a client writes them, with a leading space before each; empty for none.
    String written() {
        var text = new StringBuilder();
        sizeBytes.ifPresent(size -> text.append(" SIZE=").append(size));
        if (body != BodyType.SEVEN_BIT) {
            text.append(" BODY=").append(body.word());
        }
        if (smtpUtf8) {
            text.append(" SMTPUTF8");
        }
        returnContent.ifPresent(content -> text.append(" RET=").append(content));
        envelopeId.ifPresent(id -> text.append(" ENVID=").append(Xtext.encode(id)));
        return text.toString();
    }
}
