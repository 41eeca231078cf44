package org.postern.wire.srp;

import java.math.BigInteger;
import java.util.Arrays;

/// A group for SRP (RFC 5054 §3.3, Appendix A).
///
/// @param prime `N`, a safe prime
/// @param generator `g`
/// @param sizeBytes octets of `N`, to which numbers are padded
public record SrpGroup(BigInteger prime, BigInteger generator, int sizeBytes) {
    /// The group of the published test vectors; too small to be used.
    public static final SrpGroup RFC_5054_1024 = of(2, """
            EEAF0AB9ADB38DD69C33F80AFA8FC5E86072618775FF3C0B9EA2314C9C256576D674DF7496EA81D3383B4813D692C6E0
            E0D5D8E250B98BE48E495C1D6089DAD15DC7D7B46154D6B6CE8EF4AD69B15D4982559B297BCF1885C529F566660E57EC
            68EDBC3C05726CC02FD4CBF4976EAA9AFD5138FE8376435B9FC61D2FC0EB06E3
            """);

    /// The group in use.
    public static final SrpGroup RFC_5054_4096 = of(5, """
            FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD
            EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED
            EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F
            83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B
            E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510
            15728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7
            ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C
            BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A92108011A723C12A787E6D7
            88719A10BDBA5B2699C327186AF4E23C1A946834B6150BDA2583E9CA2AD44CE8DBBBC2DB04DE8EF92E8EFC141FBECAA6
            287C59474E6BC05D99B2964FA090C3A2233BA186515BE7ED1F612970CEE2D7AFB81BDD762170481CD0069127D5B05AA9
            93B4EA988D8FDDC186FFB7DC90A6C08F4DF435C934063199FFFFFFFFFFFFFFFF
            """);

    private static SrpGroup of(int generator, String primeHex) {
        var prime = new BigInteger(primeHex.replaceAll("\\s", ""), 16);
        return new SrpGroup(prime, BigInteger.valueOf(generator), Math.ceilDiv(prime.bitLength(), 8));
    }

    /// `PAD`: the number in as many octets as `N` has, big-endian.
    ///
    /// @throws IllegalArgumentException for a number that is negative or does not fit
    public byte[] pad(BigInteger number) {
        byte[] bare = number.toByteArray();
        int skip = bare.length > 1 && bare[0] == 0 ? 1 : 0;
        int size = bare.length - skip;
        if (number.signum() < 0 || size > sizeBytes) {
            throw new IllegalArgumentException("number does not fit the group");
        }
        var padded = new byte[sizeBytes];
        System.arraycopy(bare, skip, padded, sizeBytes - size, size);
        Arrays.fill(bare, (byte) 0);
        return padded;
    }

    /// Whether a peer's public number may be used: `0 < number < N` after reduction (RFC 5054 §2.5.3, §2.5.4).
    public boolean isUsable(BigInteger publicNumber) {
        return publicNumber.signum() >= 0 && publicNumber.mod(prime).signum() != 0;
    }
}
