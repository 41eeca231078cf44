package org.postern.unseal;

import java.util.Optional;
import org.postern.seal.RandomSource;

/// How a password is stretched: Argon2id (RFC 9106) and its cost. Only costs that a client accepts can
/// be written down.
public final class Kdf {
    private static final int SALT_BYTES = 16;
    private static final int MIN_MEMORY_KIB = 19_456;
    private static final int MAX_MEMORY_KIB = 1_048_576;
    private static final int MIN_ITERATIONS = 2;
    private static final int MAX_ITERATIONS = 64;
    private static final int MAX_PARALLELISM = 16;

    private final byte[] salt;
    private final int memoryKiB;
    private final int iterations;
    private final int parallelism;

    private Kdf(byte[] salt, int memoryKiB, int iterations, int parallelism) {
        this.salt = salt;
        this.memoryKiB = memoryKiB;
        this.iterations = iterations;
        this.parallelism = parallelism;
    }

    /// The cost of a new password, with a fresh salt.
    public static Kdf fresh(RandomSource random) {
        var salt = new byte[SALT_BYTES];
        random.fill(salt);
        return new Kdf(salt, 65_536, 3, 4);
    }

    /// THREAT T-24: a cost that a server named; empty when it is one to refuse: so cheap that a server could guess the
    /// password from its verifier, or so dear that it stops the client.
    public static Optional<Kdf> of(String name, byte[] salt, int memoryKiB, int iterations, int parallelism) {
        boolean accepted = name.equals("argon2id")
                && salt.length == SALT_BYTES
                && memoryKiB >= MIN_MEMORY_KIB
                && memoryKiB <= MAX_MEMORY_KIB
                && iterations >= MIN_ITERATIONS
                && iterations <= MAX_ITERATIONS
                && parallelism >= 1
                && parallelism <= MAX_PARALLELISM;
        return accepted ? Optional.of(new Kdf(salt.clone(), memoryKiB, iterations, parallelism)) : Optional.empty();
    }

    /// 16 octets, a copy.
    public byte[] salt() {
        return salt.clone();
    }

    public int memoryKiB() {
        return memoryKiB;
    }

    public int iterations() {
        return iterations;
    }

    public int parallelism() {
        return parallelism;
    }
}
