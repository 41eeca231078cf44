package org.postern.wire.dns.authority;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.postern.wire.Octets;

/// The vectors of RFC 9018 appendix A, and the one of the SipHash paper.
final class ServerCookieTest {
    private static final byte[] ASKER = {(byte) 198, 51, 100, 100};
    private static final Octets SECRET = hex("e5e973e5a6b2a43f48e7dc849e37bfcf");
    private static final long NOW = 0x5cf79f11L;

    @Test
    void a_cookie_is_as_others_would_make_it() {
        var made = ServerCookie.make(hex("2464c4abcf10c957"), ASKER, SECRET, NOW);

        assertThat(HexFormat.of().formatHex(made.toByteArray()))
                .isEqualTo("2464c4abcf10c957010000005cf79f111f8130c3eee29480");
    }

    @Test
    void only_who_got_it_can_bring_it_back_and_not_for_ever() {
        var ours = hex("2464c4abcf10c957010000005cf79f111f8130c3eee29480");

        assertThat(ServerCookie.isOurs(ours, ASKER, SECRET, NOW + 10)).isTrue();
        assertThat(ServerCookie.isOurs(ours, new byte[] {(byte) 198, 51, 100, 101}, SECRET, NOW))
                .isFalse();
        assertThat(ServerCookie.isOurs(ours, ASKER, SECRET, NOW + 3601)).isFalse();
        assertThat(ServerCookie.isOurs(hex("2464c4abcf10c957"), ASKER, SECRET, NOW))
                .isFalse();
    }

    @Test
    void the_hash_is_that_of_its_paper() {
        var key = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f");
        var input = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e");

        assertThat(SipHash.of(key, input)).isEqualTo(0xa129ca6149be45e5L);
    }

    private static Octets hex(String text) {
        return Octets.of(HexFormat.of().parseHex(text));
    }
}
