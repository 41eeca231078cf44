package org.postern.wire.srp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SrpTest {
    /// RFC 5054 Appendix B.
    private final Srp published = new Srp(SrpGroup.RFC_5054_1024, "SHA-1");

    private static final byte[] SALT = HexFormat.of().parseHex("BEB25379D1A8581EB5A727673A2441EE");
    private static final BigInteger A = number("60975527035CF2AD1989806F0407210BC81EDC04E2762A56AFD529DDDA2D4393");
    private static final BigInteger B = number("E487CB59D31AC550471E81F00F6928E01DDA08E974A004F49E61F5D105284D20");

    @Test
    void every_value_of_the_published_vectors_comes_out() {
        var x = published.x(SALT, "alice", "password123".getBytes(StandardCharsets.US_ASCII));
        var v = published.verifier(x);
        var publicA = published.publicA(A);
        var publicB = published.publicB(B, v);
        var u = published.u(publicA, publicB);

        assertThat(published.k()).isEqualTo(number("7556AA045AEF2CDD07ABAF0F665C3E818913186F"));
        assertThat(x).isEqualTo(number("94B7555AABE9127CC58CCF4993DB6CF84D16C124"));
        assertThat(v.toString(16)).startsWith("7e273de8696ffc4f4e337d05b4b375be");
        assertThat(publicA.toString(16)).startsWith("61d5e490f6f1b79547b0704c436f523d");
        assertThat(publicB.toString(16)).startsWith("bd0c61512c692c0cb6d041fa01bb152d");
        assertThat(u).isEqualTo(number("CE38B9593487DA98554ED47D70A7AE5F462EF019"));
        var secret = number("""
                B0DC82BABCF30674AE450C0287745E7990A3381F63B387AAF271A10D233861E359B48220F7C4693C
                9AE12B0A6F67809F0876E2D013800D6C41BB59B6D5979B5C00A172B4A2A5903A0BDCAF8A709585EB
                2AFAFA8F3499B200210DCC1F10EB33943CD67FC88A2F39A4BE5BEC4EC0A3212DC346D7E474B29EDE
                8A469FFECA686E5A""");
        assertThat(published.clientSecret(A, publicB, x, u)).isEqualTo(secret);
        assertThat(published.serverSecret(B, publicA, v, u)).isEqualTo(secret);
    }

    @Test
    void both_sides_prove_themselves_in_the_large_group() {
        var srp = Srp.ACCOUNTS;
        byte[] password = {1, 2, 3};
        var x = srp.x(SALT, "ada@example.org", password);
        var publicA = srp.publicA(A);

        var challenge = SrpServer.challenge(srp, publicA, srp.verifier(x), B).orElseThrow();
        var u = srp.u(publicA, challenge.publicB());
        byte[] key = srp.sessionKey(srp.clientSecret(A, challenge.publicB(), x, u));
        byte[] m1 = srp.clientProof("ada@example.org", SALT, publicA, challenge.publicB(), key);
        var m2 = SrpServer.prove(srp, challenge, "ada@example.org", SALT, m1);

        assertThat(m2).isPresent();
        assertThat(m2.get()).isEqualTo(srp.serverProof(publicA, m1, key));
    }

    @Test
    void another_password_proves_nothing() {
        var srp = Srp.ACCOUNTS;
        var x = srp.x(SALT, "ada@example.org", new byte[] {1});
        var wrong = srp.x(SALT, "ada@example.org", new byte[] {2});
        var publicA = srp.publicA(A);

        var challenge = SrpServer.challenge(srp, publicA, srp.verifier(x), B).orElseThrow();
        var u = srp.u(publicA, challenge.publicB());
        byte[] key = srp.sessionKey(srp.clientSecret(A, challenge.publicB(), wrong, u));
        byte[] m1 = srp.clientProof("ada@example.org", SALT, publicA, challenge.publicB(), key);

        assertThat(SrpServer.prove(srp, challenge, "ada@example.org", SALT, m1)).isEmpty();
    }

    @Test
    void numbers_that_would_fix_the_secret_are_refused() {
        var group = SrpGroup.RFC_5054_4096;
        var verifier = Srp.ACCOUNTS.verifier(BigInteger.TEN);

        for (var bad :
                new BigInteger[] {BigInteger.ZERO, group.prime(), group.prime().shiftLeft(1)}) {
            assertThat(SrpServer.challenge(Srp.ACCOUNTS, bad, verifier, B)).isEmpty();
        }
    }

    @Test
    void the_groups_are_of_safe_primes() {
        for (var group : new SrpGroup[] {SrpGroup.RFC_5054_1024, SrpGroup.RFC_5054_4096}) {
            assertThat(group.prime().isProbablePrime(20)).isTrue();
            assertThat(group.prime().shiftRight(1).isProbablePrime(20)).isTrue();
        }
        assertThat(SrpGroup.RFC_5054_4096.sizeBytes()).isEqualTo(512);
    }

    @Test
    void padding_keeps_the_number_and_refuses_what_does_not_fit() {
        var group = SrpGroup.RFC_5054_1024;

        assertThat(group.pad(BigInteger.valueOf(258))).hasSize(128).endsWith(0, 1, 2);
        assertThat(group.pad(group.prime())).hasSize(128);
        assertThatThrownBy(() -> group.pad(BigInteger.ONE.shiftLeft(1024)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> group.pad(BigInteger.ONE.negate())).isInstanceOf(IllegalArgumentException.class);
    }

    private static BigInteger number(String hex) {
        return new BigInteger(hex.replaceAll("\\s", ""), 16);
    }
}
