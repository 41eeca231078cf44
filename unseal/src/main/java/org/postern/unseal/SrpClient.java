package org.postern.unseal;

import java.math.BigInteger;
import java.util.Optional;
import org.postern.seal.RandomSource;
import org.postern.wire.address.MailAddress;
import org.postern.wire.srp.Srp;

/// The client's side of one login (docs/format/account.md, SRP-6a). One value, one attempt.
public final class SrpClient {
    private static final int EPHEMERAL_BYTES = 64;
    private static final Srp SRP = Srp.ACCOUNTS;

    private final MailAddress address;
    private final BigInteger a;
    private final BigInteger publicA;

    private SrpClient(MailAddress address, BigInteger a) {
        this.address = address;
        this.a = a;
        this.publicA = SRP.publicA(a);
    }

    public static SrpClient begin(MailAddress address, RandomSource random) {
        var ephemeral = new byte[EPHEMERAL_BYTES];
        random.fill(ephemeral);
        return new SrpClient(address, new BigInteger(1, ephemeral));
    }

    /// For vectors: with a known ephemeral.
    static SrpClient beginWith(MailAddress address, BigInteger a) {
        return new SrpClient(address, a);
    }

    /// `A` in 512 octets, to be sent.
    public byte[] publicNumber() {
        return SRP.group().pad(publicA);
    }

    /// What the client sends, and what the server must answer to be believed.
    public static final class Proof {
        private final byte[] clientProof;
        private final byte[] serverProof;

        private Proof(byte[] clientProof, byte[] serverProof) {
            this.clientProof = clientProof;
            this.serverProof = serverProof;
        }

        /// `M1`, to be sent.
        public byte[] clientProof() {
            return clientProof;
        }

        /// Whether the server's `M2` shows that it has the verifier. If not, nothing it says is used.
        public boolean accepts(byte[] serverProof) {
            return Srp.sameProof(this.serverProof, serverProof);
        }
    }

    /// Answers the server's `B`; empty when it is not usable, which ends the login.
    ///
    /// @param loginSecret [PasswordStretch#loginSecret]
    public Optional<Proof> prove(byte[] loginSecret, byte[] salt, byte[] serverNumber) {
        var publicB = new BigInteger(1, serverNumber);
        if (publicB.compareTo(SRP.group().prime()) >= 0 || !SRP.group().isUsable(publicB)) {
            return Optional.empty();
        }
        var u = SRP.u(publicA, publicB);
        if (u.signum() == 0) {
            return Optional.empty();
        }
        var x = SRP.x(salt, address.toString(), loginSecret);
        byte[] key = SRP.sessionKey(SRP.clientSecret(a, publicB, x, u));
        byte[] proof = SRP.clientProof(address.toString(), salt, publicA, publicB, key);
        return Optional.of(new Proof(proof, SRP.serverProof(publicA, proof, key)));
    }

    /// The verifier that a server keeps, in 512 octets.
    public static byte[] verifier(MailAddress address, byte[] loginSecret, byte[] salt) {
        return SRP.group().pad(SRP.verifier(SRP.x(salt, address.toString(), loginSecret)));
    }
}
