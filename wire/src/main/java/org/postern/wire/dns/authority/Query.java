package org.postern.wire.dns.authority;

import java.util.Optional;
import java.util.OptionalLong;
import org.postern.wire.Octets;

/// A question, read whole.
///
/// @param flags the second word of the header as it came
/// @param question octets of the question section, which an answer repeats: from octet 12 of the message
/// @param size octets of the whole message
/// @param knownSerial of the zone that a secondary has (RFC 1995 §3)
/// @param mark the TSIG record, which is not verified yet (RFC 8945)
public record Query(
        int id,
        int flags,
        DnsName name,
        int type,
        int dclass,
        Octets question,
        int size,
        Optional<Edns> edns,
        OptionalLong knownSerial,
        Optional<TsigMark> mark) {

    /// What came, as far as it could be read.
    public sealed interface Read {
        record Good(Query query) implements Read {}

        /// Answered by twelve octets: a header with this code and nothing else.
        record Bad(int rcode) implements Read {}

        /// An answer, or less than a header. Answering it could go on for ever.
        record NotForUs() implements Read {}
    }

    boolean wantsSignatures() {
        return edns.map(Edns::wantsSignatures).orElse(false);
    }
}
