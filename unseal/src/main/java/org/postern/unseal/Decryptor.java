package org.postern.unseal;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.bouncycastle.bcpg.SymmetricKeyAlgorithmTags;
import org.bouncycastle.openpgp.PGPEncryptedDataList;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPMarker;
import org.bouncycastle.openpgp.PGPObjectFactory;
import org.bouncycastle.openpgp.PGPPublicKeyEncryptedData;
import org.bouncycastle.openpgp.PGPSessionKey;
import org.bouncycastle.openpgp.operator.PublicKeyDataDecryptorFactory;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;
import org.bouncycastle.openpgp.operator.bc.BcPublicKeyDataDecryptorFactory;
import org.postern.seal.SessionKey;
import org.postern.wire.Octets;

/// Decrypts one OpenPGP message (RFC 9580 §10.3.2.1) with an account's keys.
final class Decryptor {
    /// Far above any message that a server takes; keeps a hostile one from filling the memory.
    private static final int MAX_PLAINTEXT_BYTES = 512 << 20;

    private final SecretKeys keys;

    Decryptor(SecretKeys keys) {
        this.keys = keys;
    }

    /// Packets that stood inside. INVARIANT: only made when all of the ciphertext was authentic.
    record Decrypted(Octets packets, PGPSessionKey session) {
        /// As a key for another packet of the same message.
        Optional<SessionKey> reusable() {
            return session.getAlgorithm() == SymmetricKeyAlgorithmTags.AES_256
                    ? Optional.of(SessionKey.of(session.getKey()))
                    : Optional.empty();
        }
    }

    /// Empty when the message is to somebody else, was changed, or is not one.
    Optional<Decrypted> decrypt(Octets message) {
        try {
            var packets = new PGPObjectFactory(message.stream(), new BcKeyFingerprintCalculator());
            var first = packets.nextObject();
            while (first instanceof PGPMarker) {
                first = packets.nextObject();
            }
            return first instanceof PGPEncryptedDataList list ? decrypt(list) : Optional.empty();
        } catch (UnsealFailed ours) {
            throw ours;
        } catch (Exception malformed) {
            // Bouncy Castle answers hostile input with exceptions of many kinds, unchecked ones too.
            return Optional.empty();
        }
    }

    private Optional<Decrypted> decrypt(PGPEncryptedDataList list) throws PGPException, IOException {
        if (!list.isIntegrityProtected()) {
            return Optional.empty(); // tag 9 without any check is never opened (RFC 9580 §5.7)
        }
        for (var encrypted : list) {
            if (encrypted instanceof PGPPublicKeyEncryptedData toKey) {
                for (var pair : keys.decryptingFor(toKey.getKeyIdentifier(), toKey.getAlgorithm())) {
                    var factory = new BcPublicKeyDataDecryptorFactory(pair);
                    var session = sessionKey(toKey, factory);
                    if (session.isPresent()) {
                        return Optional.of(decrypt(toKey, session.get(), factory));
                    }
                }
            }
        }
        return Optional.empty();
    }

    /// A packet that names no recipient is tried with each key (RFC 9580 §5.1.8), so it may be of no use.
    private static Optional<PGPSessionKey> sessionKey(
            PGPPublicKeyEncryptedData encrypted, PublicKeyDataDecryptorFactory factory) {
        try {
            return Optional.of(encrypted.getSessionKey(factory));
        } catch (PGPException | IllegalArgumentException | IllegalStateException notOurs) {
            return Optional.empty();
        }
    }

    private static Decrypted decrypt(
            PGPPublicKeyEncryptedData encrypted, PGPSessionKey session, PublicKeyDataDecryptorFactory factory)
            throws PGPException, IOException {
        byte[] packets;
        try (InputStream stream = encrypted.getDataStream(factory)) {
            packets = stream.readNBytes(MAX_PLAINTEXT_BYTES);
            if (stream.read() >= 0) {
                throw new IOException("message is too large");
            }
        }
        if (!encrypted.verify()) {
            throw new IOException("message was changed");
        }
        return new Decrypted(Octets.of(packets), session);
    }
}
