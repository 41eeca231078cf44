package org.postern.server.notary;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.postern.server.time.Clock;
import org.postern.wire.Octets;
import org.postern.wire.address.Domain;
import org.postern.wire.dkim.BodyHash;
import org.postern.wire.dkim.Canonicalization;
import org.postern.wire.dkim.DkimSignature;
import org.postern.wire.dkim.RawField;
import org.postern.wire.dkim.RawMessage;
import org.postern.wire.dkim.SignedFields;

/// Signs what leaves the site: one signature with each key of the domain, since many receivers do not
/// know Ed25519 yet (RFC 8463 §3). Relaxed in header and body, the whole body, the fields a reader sees
/// named once more than they occur.
public final class DkimSigner {
    private final DkimKeys keys;
    private final Clock clock;

    public DkimSigner(DkimKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /// The message with our signatures on top.
    ///
    /// @param domain the author's, one of ours
    /// @param message with CRLF line ends, exactly as it will be sent
    public Octets sign(Domain domain, Octets message) {
        var cut = RawMessage.split(message);
        var bodyHash = Octets.of(BodyHash.of(cut.body(), Canonicalization.RELAXED, OptionalLong.empty()));
        var made = OptionalLong.of(clock.instant().getEpochSecond());
        var names = SignedFields.of(cut.header());
        var signatures = new ArrayList<RawField>();
        for (var key : keys.of(domain)) {
            signatures.add(signature(key, cut.header(), names, bodyHash, made));
        }
        return cut.under(signatures).octets();
    }

    private RawField signature(
            DkimKey key, List<RawField> header, List<String> names, Octets bodyHash, OptionalLong made) {
        var signature = new DkimSignature(
                key.algorithm(),
                Octets.empty(),
                bodyHash,
                Canonicalization.RELAXED,
                Canonicalization.RELAXED,
                key.domain(),
                key.selector(),
                names,
                OptionalLong.empty(),
                "@" + key.domain(),
                made,
                OptionalLong.empty());
        var unsigned = signature.unsigned();
        return DkimSignature.signed(unsigned, keys.engine().sign(key, signature.signatureInput(header, unsigned)));
    }
}
