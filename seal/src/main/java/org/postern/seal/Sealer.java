package org.postern.seal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.postern.wire.Octets;

/// Seals mail to a certificate: public-key work only. Safe for many threads. The packets are written
/// here and not by Bouncy Castle, whose writer makes a chunk of every 64 octets.
public final class Sealer {
    private static final long SUMMARY_FLOOR_BYTES = 512;
    private static final long BODY_FLOOR_BYTES = 1024;

    private final RandomSource random;
    private final KeyPacket keyPacket;

    public Sealer(RandomSource random, X25519 agreement) {
        this.random = random;
        this.keyPacket = new KeyPacket(agreement);
    }

    /// With the system's randomness and the fastest X25519 that is here.
    public static Sealer standard() {
        return new Sealer(RandomSource.system(), X25519.fastest());
    }

    /// Seals a message for storage, under a session key that exists only in this call.
    ///
    /// @param storage made by [Certificate#forStorage]
    /// @param summary JSON, see docs/format/stored-message.md
    /// @param body the message as it came
    /// @throws SealingFailed when it cannot be done; nothing is to be stored then
    public SealedMessage seal(Certificate storage, Octets summary, Octets body) {
        byte[] ephemeral = fresh(X25519.SIZE_BYTES);
        try (var session = SessionKey.random(random)) {
            return new SealedMessage(
                    keyPacket.write(session, storage.storageKey(), ephemeral),
                    sealSummary(session, summary),
                    sealBody(session, body));
        } finally {
            Arrays.fill(ephemeral, (byte) 0);
        }
    }

    /// One `summary` packet under a known session key, with a fresh salt: for a client that has opened
    /// the message and replaces its summary.
    public Octets sealSummary(SessionKey session, Octets summary) {
        return sealPackets(session, Plaintext.literal(summary), SUMMARY_FLOOR_BYTES);
    }

    /// One OpenPGP message to several certificates, around packets that the caller made (a literal packet,
    /// or a one-pass signature, a literal packet and a signature; RFC 9580 §10.3).
    ///
    /// @param recipients each made by [Certificate#forStorage], at least one
    public Octets encrypt(List<Certificate> recipients, Octets packets) {
        if (recipients.isEmpty()) {
            throw new IllegalArgumentException("nobody could read it");
        }
        var message = new ArrayList<Octets>();
        try (var session = SessionKey.random(random)) {
            for (var recipient : recipients) {
                byte[] ephemeral = fresh(X25519.SIZE_BYTES);
                message.add(keyPacket.write(session, recipient.storageKey(), ephemeral));
                Arrays.fill(ephemeral, (byte) 0);
            }
            message.add(sealPackets(session, packets, BODY_FLOOR_BYTES));
        }
        return Octets.join(message.toArray(Octets[]::new));
    }

    private Octets sealBody(SessionKey session, Octets body) {
        return sealPackets(session, Plaintext.literal(body), BODY_FLOOR_BYTES);
    }

    private Octets sealPackets(SessionKey session, Octets packets, long floor) {
        return SealedPacket.write(session, fresh(SealedPacket.SALT_BYTES), Plaintext.padded(packets, floor));
    }

    private byte[] fresh(int size) {
        var octets = new byte[size];
        random.fill(octets);
        return octets;
    }
}
