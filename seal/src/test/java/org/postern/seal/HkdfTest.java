package org.postern.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class HkdfTest {
    /// RFC 5869 §A.1.
    @Test
    void the_published_vector_with_salt_comes_out() {
        byte[] derived =
                Hkdf.derive(hex("0b".repeat(22)), hex("000102030405060708090a0b0c"), hex("f0f1f2f3f4f5f6f7f8f9"), 42);

        assertThat(derived)
                .isEqualTo(hex("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"));
    }

    /// RFC 5869 §A.3.
    @Test
    void the_published_vector_without_salt_comes_out() {
        byte[] derived = Hkdf.derive(hex("0b".repeat(22)), new byte[0], new byte[0], 42);

        assertThat(derived)
                .isEqualTo(hex("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"));
    }

    @Test
    void lengths_that_the_hash_cannot_give_are_refused() {
        assertThatThrownBy(() -> Hkdf.derive(new byte[1], new byte[0], new byte[0], 8161))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
