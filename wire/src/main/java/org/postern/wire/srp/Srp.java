package org.postern.wire.srp;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/// SRP-6a as docs/format/account.md writes it: RFC 5054 with a hash of choice, and proofs after
/// RFC 2945 §3 over padded numbers. Pure: ephemerals are parameters. Names of values are those of the RFC.
public final class Srp {
    /// What accounts use.
    public static final Srp ACCOUNTS = new Srp(SrpGroup.RFC_5054_4096, "SHA-256");

    private final SrpGroup group;
    private final String hash;

    /// @param hash a [MessageDigest] name
    public Srp(SrpGroup group, String hash) {
        this.group = group;
        this.hash = hash;
        digest(); // an unknown name is found here and not in a login
    }

    public SrpGroup group() {
        return group;
    }

    /// `x = H(salt | H(I | ":" | P))` (RFC 5054 §2.4).
    ///
    /// @param identity the address, lower case
    /// @param password raw octets
    public BigInteger x(byte[] salt, String identity, byte[] password) {
        byte[] inner = hash(utf8(identity + ":"), password);
        return new BigInteger(1, hash(salt, inner));
    }

    /// `v = g^x mod N` (RFC 5054 §2.4).
    public BigInteger verifier(BigInteger x) {
        return group.generator().modPow(x, group.prime());
    }

    /// `k = H(PAD(N) | PAD(g))` (RFC 5054 §2.5.3).
    public BigInteger k() {
        return new BigInteger(1, hash(group.pad(group.prime()), group.pad(group.generator())));
    }

    /// `u = H(PAD(A) | PAD(B))` (RFC 5054 §2.6). Zero ends the login.
    public BigInteger u(BigInteger publicA, BigInteger publicB) {
        return new BigInteger(1, hash(group.pad(publicA), group.pad(publicB)));
    }

    /// `A = g^a mod N` (RFC 5054 §2.5.4).
    public BigInteger publicA(BigInteger a) {
        return group.generator().modPow(a, group.prime());
    }

    /// `B = (kv + g^b) mod N` (RFC 5054 §2.5.3).
    public BigInteger publicB(BigInteger b, BigInteger verifier) {
        return k().multiply(verifier)
                .add(group.generator().modPow(b, group.prime()))
                .mod(group.prime());
    }

    /// The client's `S = (B - kg^x)^(a + ux) mod N` (RFC 5054 §2.6).
    public BigInteger clientSecret(BigInteger a, BigInteger publicB, BigInteger x, BigInteger u) {
        var base = publicB.subtract(k().multiply(verifier(x))).mod(group.prime());
        return base.modPow(a.add(u.multiply(x)), group.prime());
    }

    /// The server's `S = (Av^u)^b mod N` (RFC 5054 §2.6).
    public BigInteger serverSecret(BigInteger b, BigInteger publicA, BigInteger verifier, BigInteger u) {
        var base = publicA.multiply(verifier.modPow(u, group.prime())).mod(group.prime());
        return base.modPow(b, group.prime());
    }

    /// `K = H(PAD(S))`.
    public byte[] sessionKey(BigInteger secret) {
        return hash(group.pad(secret));
    }

    /// `M1 = H((H(PAD(N)) xor H(PAD(g))) | H(I) | salt | PAD(A) | PAD(B) | K)` (after RFC 2945 §3).
    public byte[] clientProof(String identity, byte[] salt, BigInteger publicA, BigInteger publicB, byte[] key) {
        byte[] mixed = hash(group.pad(group.prime()));
        byte[] generator = hash(group.pad(group.generator()));
        for (int i = 0; i < mixed.length; i++) {
            mixed[i] ^= generator[i];
        }
        return hash(mixed, hash(utf8(identity)), salt, group.pad(publicA), group.pad(publicB), key);
    }

    /// `M2 = H(PAD(A) | M1 | K)` (after RFC 2945 §3).
    public byte[] serverProof(BigInteger publicA, byte[] clientProof, byte[] key) {
        return hash(group.pad(publicA), clientProof, key);
    }

    /// Compares proofs in a time that does not tell where they differ.
    public static boolean sameProof(byte[] ours, byte[] theirs) {
        return MessageDigest.isEqual(ours, theirs);
    }

    private byte[] hash(byte[]... parts) {
        var digest = digest();
        Arrays.stream(parts).forEach(digest::update);
        return digest.digest();
    }

    private MessageDigest digest() {
        try {
            return MessageDigest.getInstance(hash);
        } catch (NoSuchAlgorithmException unknown) {
            throw new IllegalArgumentException("no such hash", unknown);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
