package org.postern.unseal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.bcpg.BCPGOutputStream;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.KeyIdentifier;
import org.bouncycastle.bcpg.PacketFormat;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.PGPSecretKeyRing;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureGenerator;
import org.bouncycastle.openpgp.PGPSignatureSubpacketGenerator;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;
import org.bouncycastle.openpgp.operator.bc.BcPGPContentSignerBuilder;
import org.postern.seal.Certificate;
import org.postern.seal.CertificateRead;
import org.postern.seal.KeyList;
import org.postern.seal.Plaintext;
import org.postern.seal.RandomSource;
import org.postern.wire.Octets;
import org.postern.wire.address.MailAddress;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Both secret keys of an account. They exist in the clear only in a user's own process.
public final class SecretKeys {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final PGPSecretKeyRing v6;
    private final PGPSecretKeyRing v4;
    private final Certificate v6Certificate;
    private final Certificate v4Certificate;

    private SecretKeys(PGPSecretKeyRing v6, PGPSecretKeyRing v4) throws IOException {
        this.v6 = v6;
        this.v4 = v4;
        this.v6Certificate = accepted(Certificate.forStorage(publicHalf(v6)));
        this.v4Certificate = accepted(Certificate.forWorld(publicHalf(v4)));
        if (!v6Certificate.address().equals(v4Certificate.address())) {
            throw new UnsealFailed("the two keys are of different addresses");
        }
    }

    /// New keys for an address.
    ///
    /// @param made time of creation, kept to the second
    public static SecretKeys generate(MailAddress address, Instant made, SecureRandom random) {
        try {
            var maker = new KeyMaker(address, made.truncatedTo(ChronoUnit.SECONDS), random);
            return new SecretKeys(maker.v6(), maker.v4());
        } catch (PGPException | IOException broken) {
            throw new UnsealFailed("keys could not be made", broken);
        }
    }

    /// Reads binary transferable secret keys (RFC 9580 §10.1.2), not locked by a passphrase.
    ///
    /// @throws UnsealFailed when they are not of the two profiles
    public static SecretKeys read(byte[] v6, byte[] v4) {
        try {
            var fingerprints = new BcKeyFingerprintCalculator();
            return new SecretKeys(new PGPSecretKeyRing(v6, fingerprints), new PGPSecretKeyRing(v4, fingerprints));
        } catch (PGPException | IOException | IllegalArgumentException malformed) {
            throw new UnsealFailed("the secret keys are malformed", malformed);
        }
    }

    /// Opens the box that the server keeps as `lockedKeys`; empty when it is not of this account key.
    public static Optional<SecretKeys> unlock(AccountKey accountKey, byte[] lockedKeys) {
        return Box.open(accountKey.unredacted(), BoxLabel.SECRET_KEYS, lockedKeys)
                .map(SecretKeys::fromJson);
    }

    /// The box to be kept by the server.
    public byte[] lock(AccountKey accountKey, RandomSource random) {
        byte[] json = JSON.writeValueAsBytes(Map.of("v6", unredactedV6(), "v4", unredactedV4()));
        byte[] box = Box.seal(accountKey.unredacted(), BoxLabel.SECRET_KEYS, json, random);
        Arrays.fill(json, (byte) 0);
        return box;
    }

    /// The binary transferable secret key of version 6, in the clear.
    public byte[] unredactedV6() {
        return encoded(v6);
    }

    /// The binary transferable secret key of version 4, in the clear.
    public byte[] unredactedV4() {
        return encoded(v4);
    }

    /// The public half for storage and between Postern users.
    public Certificate v6() {
        return v6Certificate;
    }

    /// The public half for the rest of the world.
    public Certificate v4() {
        return v4Certificate;
    }

    public MailAddress address() {
        return v6Certificate.address();
    }

    /// A key list as it travels.
    public record SignedKeyList(Octets json, Octets signature) {}

    /// States and signs which certificates are this address's.
    public SignedKeyList keyList(Instant made) {
        var json = JSON.createObjectNode();
        json.put("v", 1);
        json.put("address", address().toString());
        json.put("v6", v6Certificate.fingerprintText());
        json.put("v4", v4Certificate.fingerprintText());
        json.put("made", made.truncatedTo(ChronoUnit.SECONDS).toString());
        var octets = Octets.of(JSON.writeValueAsBytes(json));
        return new SignedKeyList(octets, signV6(octets, made));
    }

    /// Whether what a server gives out as this account's public halves is what these keys made: the same
    /// keys, signed by themselves, and a key list that names them. False means that somebody put other
    /// keys in their place, and that the client must stop.
    public boolean areServedAs(byte[] servedV6, byte[] servedV4, byte[] keyList, byte[] keyListSignature) {
        return Certificate.forStorage(servedV6) instanceof CertificateRead.Accepted(var six)
                && Certificate.forWorld(servedV4) instanceof CertificateRead.Accepted(var four)
                && Arrays.equals(six.fingerprint(), v6Certificate.fingerprint())
                && Arrays.equals(
                        six.storageKey().fingerprint(),
                        v6Certificate.storageKey().fingerprint())
                && Arrays.equals(four.fingerprint(), v4Certificate.fingerprint())
                && Arrays.equals(four.encryptionFingerprint(), v4Certificate.encryptionFingerprint())
                && KeyList.verify(keyList, keyListSignature, six, four).isPresent();
    }

    /// A detached binary signature by the version 6 primary key.
    public Octets signV6(Octets document, Instant made) {
        return sign(v6, document, made);
    }

    /// A detached binary signature by the version 4 primary key, as GnuPG 2.2 reads it.
    public Octets signV4(Octets document, Instant made) {
        return sign(v4, document, made);
    }

    /// The key pair that a PKESK names: at most one, or each of its algorithm when it names none.
    List<PGPKeyPair> decryptingFor(KeyIdentifier recipient, int algorithm) throws PGPException {
        var found = new ArrayList<PGPKeyPair>();
        for (var ring : List.of(v6, v4)) {
            for (var key : ring) {
                boolean fits = !key.isMasterKey() && key.getPublicKey().getAlgorithm() == algorithm;
                if (fits && (recipient.isWildcard() || key.getKeyIdentifier().matches(recipient))) {
                    found.add(new PGPKeyPair(key.getPublicKey(), key.extractPrivateKey(null)));
                }
            }
        }
        return found;
    }

    /// One-pass signature, literal packet and signature (RFC 9580 §10.3), to be encrypted.
    Octets signedMessageV6(Octets content, Instant made) {
        try {
            var generator = signer(v6, made);
            var onePass = new ByteArrayOutputStream();
            generator.generateOnePassVersion(false).encode(new BCPGOutputStream(onePass, PacketFormat.CURRENT));
            return Octets.join(
                    Octets.of(onePass.toByteArray()), Plaintext.literal(content), signature(generator, content));
        } catch (PGPException | IOException broken) {
            throw new UnsealFailed("signing failed", broken);
        }
    }

    private static Octets sign(PGPSecretKeyRing ring, Octets document, Instant made) {
        try {
            return signature(signer(ring, made), document);
        } catch (PGPException | IOException broken) {
            throw new UnsealFailed("signing failed", broken);
        }
    }

    private static PGPSignatureGenerator signer(PGPSecretKeyRing ring, Instant made) throws PGPException {
        var key = ring.getSecretKey();
        var subpackets = new PGPSignatureSubpacketGenerator();
        subpackets.setSignatureCreationTime(true, Date.from(made));
        subpackets.setIssuerFingerprint(false, key.getPublicKey());
        var algorithm = key.getPublicKey().getAlgorithm();
        var generator = new PGPSignatureGenerator(
                new BcPGPContentSignerBuilder(algorithm, HashAlgorithmTags.SHA512), key.getPublicKey());
        generator.init(PGPSignature.BINARY_DOCUMENT, key.extractPrivateKey(null));
        generator.setHashedSubpackets(subpackets.generate());
        return generator;
    }

    private static Octets signature(PGPSignatureGenerator generator, Octets document) throws PGPException, IOException {
        document.chunks().forEach(generator::update);
        var packet = new ByteArrayOutputStream();
        generator.generate().encode(new BCPGOutputStream(packet, PacketFormat.CURRENT));
        return Octets.of(packet.toByteArray());
    }

    private static SecretKeys fromJson(byte[] json) {
        try {
            var keys = JSON.readTree(json);
            return read(keys.path("v6").binaryValue(), keys.path("v4").binaryValue());
        } catch (JacksonException malformed) {
            throw new UnsealFailed("the secret keys are malformed", malformed);
        }
    }

    private static byte[] publicHalf(PGPSecretKeyRing ring) throws IOException {
        return ring.toCertificate().getEncoded(PacketFormat.CURRENT);
    }

    private static byte[] encoded(PGPSecretKeyRing ring) {
        try {
            return ring.getEncoded(PacketFormat.CURRENT);
        } catch (IOException impossible) {
            throw new UnsealFailed("the secret keys are malformed", impossible);
        }
    }

    private static Certificate accepted(CertificateRead read) {
        return switch (read) {
            case CertificateRead.Accepted accepted -> accepted.certificate();
            case CertificateRead.Refused refused -> throw new UnsealFailed(refused.reason());
        };
    }
}
