package org.postern.wire.dns.authority;

import java.util.List;

/// What the zone says to a question.
///
/// @param tailored it depends on who asks
/// @param named bits of the places in the asker's view whose addresses the answer has
public record Reply(int rcode, List<Signed> answers, List<Signed> authority, boolean tailored, int named) {
    /// Nothing but the code.
    public static Reply refused(int rcode) {
        return new Reply(rcode, List.of(), List.of(), false, 0);
    }
}
