package org.postern.wire.srp;

import java.math.BigInteger;
import java.util.Optional;

/// The server's side of one login, as pure functions. It knows a verifier and never a password.
public final class SrpServer {
    private SrpServer() {}

    /// What the server keeps between `begin` and `finish`, and what it sends.
    ///
    /// @param publicA the client's number, checked
    /// @param publicB the server's, to be sent padded
    public record Challenge(BigInteger publicA, BigInteger publicB, BigInteger b, BigInteger verifier) {}

    /// Answers the client's `A`; empty when it is not usable, which ends the login.
    ///
    /// @param b 32 or more fresh random octets as a number
    public static Optional<Challenge> challenge(Srp srp, BigInteger publicA, BigInteger verifier, BigInteger b) {
        if (!isInGroup(srp, publicA)) {
            return Optional.empty();
        }
        var publicB = srp.publicB(b, verifier);
        return srp.group().isUsable(publicB)
                ? Optional.of(new Challenge(publicA, publicB, b, verifier))
                : Optional.empty();
    }

    /// Checks the client's proof `M1`; the result is `M2`, empty when the client does not know the password.
    public static Optional<byte[]> prove(Srp srp, Challenge challenge, String identity, byte[] salt, byte[] proof) {
        var u = srp.u(challenge.publicA(), challenge.publicB());
        if (u.signum() == 0) {
            return Optional.empty();
        }
        var secret = srp.serverSecret(challenge.b(), challenge.publicA(), challenge.verifier(), u);
        byte[] key = srp.sessionKey(secret);
        byte[] expected = srp.clientProof(identity, salt, challenge.publicA(), challenge.publicB(), key);
        return Srp.sameProof(expected, proof)
                ? Optional.of(srp.serverProof(challenge.publicA(), proof, key))
                : Optional.empty();
    }

    private static boolean isInGroup(Srp srp, BigInteger number) {
        return srp.group().isUsable(number) && number.compareTo(srp.group().prime()) < 0;
    }
}
