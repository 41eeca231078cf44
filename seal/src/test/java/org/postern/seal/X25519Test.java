package org.postern.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class X25519Test {
    static List<X25519> engines() {
        return List.of(X25519.bouncyCastle(), X25519.conscrypt().orElseThrow());
    }

    /// RFC 7748 §5.2: the first vector, and the first round of the iterated one.
    @ParameterizedTest
    @MethodSource("engines")
    void the_published_vectors_come_out(X25519 engine) {
        byte[] base = hex("09" + "00".repeat(31));
        byte[] scalar = hex("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4");
        byte[] point = hex("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c");

        assertThat(engine.agree(scalar, point))
                .isEqualTo(hex("c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"));
        assertThat(engine.agree(base, base))
                .isEqualTo(hex("422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079"));
        assertThat(engine.publicPoint(base)).isEqualTo(engine.agree(base, base));
    }

    @Test
    void both_engines_agree_on_everything() {
        var random = new Random(42);
        var slow = X25519.bouncyCastle();
        var fast = X25519.conscrypt().orElseThrow();
        for (int i = 0; i < 200; i++) {
            var ours = new byte[X25519.SIZE_BYTES];
            var theirs = new byte[X25519.SIZE_BYTES];
            random.nextBytes(ours);
            random.nextBytes(theirs);

            byte[] point = slow.publicPoint(theirs);

            assertThat(fast.publicPoint(theirs)).isEqualTo(point);
            assertThat(fast.agree(ours, point)).isEqualTo(slow.agree(ours, point));
            assertThat(fast.agree(theirs, slow.publicPoint(ours))).isEqualTo(slow.agree(ours, point));
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void points_of_small_order_are_refused(X25519 engine) {
        var one = new byte[X25519.SIZE_BYTES];
        one[0] = 1;
        byte[] order8 = hex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800");

        for (byte[] point : new byte[][] {new byte[X25519.SIZE_BYTES], one, order8}) {
            assertThatThrownBy(() -> engine.agree(hex("11".repeat(32)), point))
                    .isInstanceOf(SealingFailed.WorthlessKey.class);
        }
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
