package org.postern.wire.dns.authority;

import java.util.List;

/// Gives the signatures of a record set; remembers them, most likely.
public interface Signing {
    /// A zone without keys.
    Signing NONE = new Signing() {
        @Override
        public List<SigningKey> keys() {
            return List.of();
        }

        @Override
        public List<byte[]> signatures(RecordSet set, Lasting lasting) {
            return List.of();
        }
    };

    /// How long signatures hold.
    enum Lasting {
        /// Of what may be another thing in a minute.
        BRIEF,
        /// Of what secondaries carry while we are away.
        LONG
    }

    /// Each signs everything (RFC 4035 §2.2).
    List<SigningKey> keys();

    /// @return the data of one RRSIG record for each key; never written to
    List<byte[]> signatures(RecordSet set, Lasting lasting);

    /// Signs by every key, remembering nothing.
    static List<byte[]> sign(RecordSet set, List<SigningKey> keys, DnsName zone, Validity validity) {
        return keys.stream()
                .map(key -> {
                    var head = Rdata.rrsig(set, key, zone, validity);
                    var signature = key.sign(Rdata.signed(head, set));
                    var whole = java.util.Arrays.copyOf(head, head.length + signature.length);
                    System.arraycopy(signature, 0, whole, head.length, signature.length);
                    return whole;
                })
                .toList();
    }
}
