package org.postern.seal;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Iterator;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.postern.wire.Octets;

/// Writes a SEIPD packet of version 2 with AES-256-GCM and 64 KiB chunks (RFC 9580 §5.13.2). The rope of
/// the plaintext is read where it lies; each encrypted chunk is one array, written once.
final class SealedPacket {
    static final int VERSION = 2;
    static final int AES_256 = 9;
    static final int GCM = 3;
    static final int CHUNK_OCTET = 10;
    static final int SALT_BYTES = 32;
    static final int TAG_BYTES = 16;
    /// Version, cipher, mode, chunk size.
    static final int FIXED_BYTES = 4;

    private static final int CHUNK_BYTES = 1 << (CHUNK_OCTET + 6);
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int NONCE_PREFIX_BYTES = NONCE_BYTES - Long.BYTES;
    /// What HKDF and every chunk authenticate: the packet's type and the four octets after its length.
    private static final byte[] PARAMETERS = {(byte) (0xC0 | PacketHeader.SEIPD), VERSION, AES_256, GCM, CHUNK_OCTET};

    private final SecretKeySpec key;
    private final byte[] nonce;
    private final byte[] salt;
    private final Octets plaintext;
    private final Cipher cipher;

    private SealedPacket(byte[] derived, byte[] salt, Octets plaintext) throws GeneralSecurityException {
        this.key = new SecretKeySpec(derived, 0, KEY_BYTES, "AES");
        this.nonce = Arrays.copyOfRange(derived, KEY_BYTES, KEY_BYTES + NONCE_BYTES);
        this.salt = salt;
        this.plaintext = plaintext;
        this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
    }

    /// @param salt 32 octets. INVARIANT: never used twice with the same session key, for message key and
    ///     nonces follow from the two
    /// @param plaintext whole packets, not empty
    static Octets write(SessionKey session, byte[] salt, Octets plaintext) {
        if (salt.length != SALT_BYTES || plaintext.size() == 0) {
            throw new IllegalArgumentException("a salt of 32 octets and some plaintext are needed");
        }
        byte[] derived = Hkdf.derive(session.unredacted(), salt, PARAMETERS, KEY_BYTES + NONCE_PREFIX_BYTES);
        try {
            return new SealedPacket(Arrays.copyOf(derived, KEY_BYTES + NONCE_BYTES), salt, plaintext).write();
        } catch (GeneralSecurityException broken) {
            throw new SealingFailed.PlatformBroke(broken);
        } finally {
            Arrays.fill(derived, (byte) 0);
        }
    }

    private Octets write() throws GeneralSecurityException {
        long size = plaintext.size();
        long chunks = Math.ceilDiv(size, CHUNK_BYTES);
        byte[] start = start(FIXED_BYTES + SALT_BYTES + size + (chunks + 1) * TAG_BYTES);

        var packet = new Octets.Builder();
        var source = new Source(plaintext.chunks().iterator());
        for (long index = 0; index < chunks; index++) {
            boolean last = index == chunks - 1;
            int taken = (int) Math.min(CHUNK_BYTES, size - index * CHUNK_BYTES);
            int before = index == 0 ? start.length : 0;
            var out = new byte[before + taken + (last ? 2 : 1) * TAG_BYTES];
            System.arraycopy(start, 0, out, 0, before);
            encryptChunk(index, source, taken, out, before);
            if (last) {
                writeFinalTag(chunks, size, out);
            }
            packet.add(out);
        }
        return packet.build();
    }

    private byte[] start(long contentSize) {
        byte[] header = PacketHeader.write(PacketHeader.SEIPD, contentSize);
        var start = Arrays.copyOf(header, header.length + FIXED_BYTES + SALT_BYTES);
        System.arraycopy(PARAMETERS, 1, start, header.length, FIXED_BYTES);
        System.arraycopy(salt, 0, start, header.length + FIXED_BYTES, SALT_BYTES);
        return start;
    }

    private void encryptChunk(long index, Source source, int size, byte[] out, int from)
            throws GeneralSecurityException {
        begin(index);
        cipher.updateAAD(PARAMETERS);
        int at = from;
        for (int left = size; left > 0; ) {
            int part = source.available(left);
            left -= part;
            at += left > 0
                    ? cipher.update(source.chunk, source.at, part, out, at)
                    : cipher.doFinal(source.chunk, source.at, part, out, at);
            source.at += part;
        }
    }

    /// An empty chunk that authenticates how many octets there were, so that no chunk can be cut off.
    private void writeFinalTag(long index, long size, byte[] out) throws GeneralSecurityException {
        begin(index);
        cipher.updateAAD(PARAMETERS);
        var total = new byte[Long.BYTES];
        putLong(total, 0, size);
        cipher.updateAAD(total);
        cipher.doFinal(out, out.length - TAG_BYTES);
    }

    private void begin(long index) throws GeneralSecurityException {
        putLong(nonce, NONCE_PREFIX_BYTES, index);
        cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BYTES * 8, nonce));
    }

    private static void putLong(byte[] into, int at, long value) {
        for (int i = 0; i < Long.BYTES; i++) {
            into[at + i] = (byte) (value >>> (56 - 8 * i));
        }
    }

    /// A place in the rope.
    private static final class Source {
        private final Iterator<byte[]> rest;
        private byte[] chunk = {};
        private int at;

        Source(Iterator<byte[]> rest) {
            this.rest = rest;
        }

        /// How many of `wanted` octets lie together from here on; at least one.
        int available(int wanted) {
            if (at == chunk.length) {
                chunk = rest.next();
                at = 0;
            }
            return Math.min(wanted, chunk.length - at);
        }
    }
}
