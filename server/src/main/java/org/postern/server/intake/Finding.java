package org.postern.server.intake;

import org.postern.wire.mime.AuthenticationResult;

/// One thing that a step observed of an arrival. [Judge] looks at all of them.
public sealed interface Finding {
    /// How often the message was received before (RFC 5321 §6.3).
    record Hops(int count) implements Finding {}

    /// @param sizeBytes as it came
    record Weight(long sizeBytes) implements Finding {}

    /// @param authors From fields; RFC 5322 §3.6 has one
    record Authors(int authors) implements Finding {}

    /// A verdict on where the message came from. It goes into the summary whatever the judge decides.
    record Authentication(AuthenticationResult result) implements Finding {}
}
