package org.postern.unseal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.openpgp.PGPCompressedData;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPLiteralData;
import org.bouncycastle.openpgp.PGPMarker;
import org.bouncycastle.openpgp.PGPObjectFactory;
import org.bouncycastle.openpgp.PGPOnePassSignatureList;
import org.bouncycastle.openpgp.PGPPadding;
import org.bouncycastle.openpgp.PGPSignatureList;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;
import org.postern.seal.Certificate;
import org.postern.seal.DetachedSignature;
import org.postern.wire.Octets;

/// What stands inside an encrypted message: exactly one literal packet, perhaps signed, perhaps
/// compressed, perhaps padded (RFC 9580 §10.3).
///
/// @param content of the literal packet
/// @param signatures signature packets, binary, one after the other; may be empty
record PgpContent(Octets content, Octets signatures) {
    private static final int MAX_CONTENT_BYTES = 512 << 20;
    private static final int MAX_DEPTH = 2;

    /// Empty when the packets are anything else.
    static Optional<PgpContent> read(Octets packets) {
        try {
            return Optional.of(read(packets.stream(), 1));
        } catch (Exception malformed) {
            // Bouncy Castle answers hostile input with exceptions of many kinds, unchecked ones too.
            return Optional.empty();
        }
    }

    /// The first of the candidates who signed.
    SignatureVerdict verdict(List<Certificate> candidates) {
        if (signatures.size() == 0) {
            return new SignatureVerdict.Unsigned();
        }
        byte[] packets = signatures.toByteArray();
        for (var candidate : candidates) {
            if (DetachedSignature.verify(candidate, content, packets)) {
                return new SignatureVerdict.SignedBy(candidate);
            }
        }
        return new SignatureVerdict.Unverified();
    }

    private static PgpContent read(InputStream packets, int depth) throws IOException, PGPException {
        var factory = new PGPObjectFactory(packets, new BcKeyFingerprintCalculator());
        var contents = new ArrayList<Octets>();
        var signatures = new ByteArrayOutputStream();
        for (var packet = factory.nextObject(); packet != null; packet = factory.nextObject()) {
            switch (packet) {
                case PGPCompressedData compressed
                when depth < MAX_DEPTH -> {
                    var inside = read(compressed.getDataStream(), depth + 1);
                    contents.add(inside.content);
                    inside.signatures.writeTo(signatures);
                }
                case PGPLiteralData literal -> contents.add(bounded(literal.getInputStream()));
                case PGPSignatureList list -> {
                    for (var signature : list) {
                        signature.encode(signatures);
                    }
                }
                case PGPOnePassSignatureList _, PGPPadding _, PGPMarker _ -> {}
                default -> throw new IOException("a packet that does not belong here");
            }
        }
        if (contents.size() != 1) {
            throw new IOException("not exactly one literal packet");
        }
        return new PgpContent(contents.getFirst(), Octets.of(signatures.toByteArray()));
    }

    private static Octets bounded(InputStream literal) throws IOException {
        byte[] content = literal.readNBytes(MAX_CONTENT_BYTES);
        if (literal.read() >= 0) {
            throw new IOException("content is too large");
        }
        return Octets.of(content);
    }
}
