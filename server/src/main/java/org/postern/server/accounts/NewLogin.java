package org.postern.server.accounts;

import java.math.BigInteger;
import org.postern.server.db.LoginRows;
import org.postern.wire.Octets;
import org.postern.wire.srp.Srp;

/// What a client made of a password: what the server proves with, and the account key under it.
public record NewLogin(LoginRows.Verifier verifier, Octets wrappedByPassword) {
    static final int MEMORY_KIB = 65_536;
    static final int ITERATIONS = 3;
    static final int PARALLELISM = 4;
    static final int SALT_OCTETS = 16;
    private static final int WRAPPED_OCTETS = 12 + 32 + 16;

    /// Of the sizes and cost of docs/format/account.md. The cost is the same for everybody, so that a
    /// name that does not exist can answer like one that does (THREAT T-07).
    boolean acceptable() {
        return verifier.kdfSalt().size() == SALT_OCTETS
                && verifier.srpSalt().size() == SALT_OCTETS
                && verifier.memoryKiB() == MEMORY_KIB
                && verifier.iterations() == ITERATIONS
                && verifier.parallelism() == PARALLELISM
                && isWrappedKey(wrappedByPassword)
                && isVerifier(verifier.verifier());
    }

    /// A box with an account key in it.
    static boolean isWrappedKey(Octets box) {
        return box.size() == WRAPPED_OCTETS;
    }

    /// A number of the group that is neither nothing nor one.
    private static boolean isVerifier(Octets octets) {
        var group = Srp.ACCOUNTS.group();
        if (octets.size() != group.sizeBytes()) {
            return false;
        }
        var number = new BigInteger(1, octets.toByteArray());
        return number.compareTo(BigInteger.ONE) > 0 && number.compareTo(group.prime()) < 0;
    }
}
