package org.postern.seal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.bcpg.PacketFormat;
import org.bouncycastle.bcpg.PacketTags;
import org.bouncycastle.openpgp.PGPKeyFlags;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;
import org.postern.wire.address.MailAddress;

/// Reads a certificate strictly: nothing may stand in it that was not verified, so that nobody can hang
/// foreign keys, names or signatures onto an account.
final class CertificateReader {
    /// Ours have under one kilobyte.
    private static final int MAX_BYTES = 8 * 1024;

    private static final Set<Integer> ALLOWED_PACKETS =
            Set.of(PacketTags.PUBLIC_KEY, PacketTags.SIGNATURE, PacketTags.USER_ID, PacketTags.PUBLIC_SUBKEY);
    private static final Set<Integer> CERTIFICATIONS = Set.of(
            PGPSignature.DEFAULT_CERTIFICATION,
            PGPSignature.NO_CERTIFICATION,
            PGPSignature.CASUAL_CERTIFICATION,
            PGPSignature.POSITIVE_CERTIFICATION);
    private static final int ENCRYPTION = PGPKeyFlags.CAN_ENCRYPT_COMMS | PGPKeyFlags.CAN_ENCRYPT_STORAGE;

    private final byte[] encoded;
    private final CertificateProfile profile;
    private final PGPPublicKeyRing ring;

    private CertificateReader(byte[] encoded, CertificateProfile profile) throws IOException {
        this.encoded = encoded;
        this.profile = profile;
        this.ring = new PGPPublicKeyRing(encoded, new BcKeyFingerprintCalculator());
    }

    static CertificateRead read(byte[] encoded, CertificateProfile profile) {
        if (encoded.length > MAX_BYTES || !isFramed(encoded)) {
            return new CertificateRead.Refused("not a transferable public key in new-format packets");
        }
        try {
            return new CertificateReader(encoded, profile).read();
        } catch (Exception malformed) {
            // Bouncy Castle's parser answers broken input with exceptions of many kinds.
            return new CertificateRead.Refused("the certificate is malformed");
        }
    }

    private CertificateRead read() throws Exception {
        // INVARIANT: nothing was read over: what stands here is what was parsed, and was checked below.
        if (!Arrays.equals(ring.getEncoded(PacketFormat.CURRENT), encoded)) {
            return new CertificateRead.Refused("the certificate is not in its plain encoding");
        }
        List<PGPPublicKey> keys = toList(ring.getPublicKeys());
        if (keys.size() != 2 || keys.stream().anyMatch(key -> key.getVersion() != profile.version())) {
            return new CertificateRead.Refused("one primary key and one subkey of the right version are needed");
        }
        var primary = keys.getFirst();
        var subkey = keys.getLast();
        if (!primary.isMasterKey() || subkey.isMasterKey() || !profile.signs(primary) || !profile.encrypts(subkey)) {
            return new CertificateRead.Refused("the keys are not of the algorithms needed");
        }
        var userId = onlyUserId(primary);
        if (userId.isEmpty()) {
            return new CertificateRead.Refused("exactly one user id, an address in angle brackets, is needed");
        }
        if (!isDescribed(primary) || !isNamed(primary) || !isBound(primary, subkey)) {
            return new CertificateRead.Refused("a signature is missing, is not valid, or is of a kind not allowed");
        }
        return new CertificateRead.Accepted(new Certificate(encoded, primary, subkey, userId.get()));
    }

    /// Direct-key signatures; version 6 needs one (RFC 9580 §10.1.1). A revocation would be among them.
    private boolean isDescribed(PGPPublicKey primary) throws Exception {
        List<PGPSignature> direct = toList(primary.getKeySignatures());
        for (var signature : direct) {
            if (signature.getSignatureType() != PGPSignature.DIRECT_KEY
                    || !SignaturePolicy.beginOnItself(signature, primary)
                    || !signature.verifyCertification(primary)) {
                return false;
            }
        }
        return profile.version() < 6 || !direct.isEmpty();
    }

    private static boolean isNamed(PGPPublicKey primary) throws Exception {
        byte[] userId = primary.getRawUserIDs().next();
        List<PGPSignature> certifications = toList(primary.getSignaturesForID(userId));
        for (var signature : certifications) {
            if (!CERTIFICATIONS.contains(signature.getSignatureType())
                    || !SignaturePolicy.beginOnItself(signature, primary)
                    || !signature.verifyCertification(userId, primary)) {
                return false;
            }
        }
        return !certifications.isEmpty();
    }

    private static boolean isBound(PGPPublicKey primary, PGPPublicKey subkey) throws Exception {
        List<PGPSignature> bindings = toList(subkey.getSignatures());
        for (var signature : bindings) {
            if (signature.getSignatureType() != PGPSignature.SUBKEY_BINDING
                    || !SignaturePolicy.beginOnItself(signature, primary)
                    || (signature.getHashedSubPackets().getKeyFlags() & ENCRYPTION) == 0
                    || !signature.verifyCertification(primary, subkey)) {
                return false;
            }
        }
        return !bindings.isEmpty();
    }

    private static Optional<MailAddress> onlyUserId(PGPPublicKey primary) {
        List<byte[]> userIds = toList(primary.getRawUserIDs());
        if (userIds.size() != 1 || primary.getUserAttributes().hasNext()) {
            return Optional.empty();
        }
        var text = new String(userIds.getFirst(), StandardCharsets.UTF_8);
        if (text.length() < 3 || text.charAt(0) != '<' || text.charAt(text.length() - 1) != '>') {
            return Optional.empty();
        }
        // INVARIANT: one spelling for one address, so the name that was signed is the name that is looked up.
        return MailAddress.parse(text.substring(1, text.length() - 1))
                .filter(address -> ("<" + address + ">").equals(text) && text.equals(text.toLowerCase(Locale.ROOT)));
    }

    private static boolean isFramed(byte[] octets) {
        int at = 0;
        while (at < octets.length) {
            var header = PacketHeader.read(Arrays.copyOfRange(octets, at, Math.min(octets.length, at + 6)));
            if (header.isEmpty() || !ALLOWED_PACKETS.contains(header.get().tag())) {
                return false;
            }
            long end = at + header.get().headerSize() + header.get().length();
            if (end > octets.length) {
                return false;
            }
            at = (int) end;
        }
        return at > 0;
    }

    private static <T> List<T> toList(Iterator<? extends T> iterator) {
        Iterable<T> once = () -> new Iterator<>() {
            @Override
            public boolean hasNext() {
                return iterator.hasNext();
            }

            @Override
            public T next() {
                return iterator.next();
            }
        };
        return java.util.stream.StreamSupport.stream(once.spliterator(), false).toList();
    }
}
