package org.postern.server.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpTest {
    private static final byte[] SECRET = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);
    private static final Instant NOW = Instant.ofEpochSecond(1_234_567_890);
    private static final long STEP = 1_234_567_890 / 30;

    /// RFC 6238 Appendix B, SHA-1
    @ParameterizedTest
    @CsvSource({
        "59, 94287082",
        "1111111109, 07081804",
        "1111111111, 14050471",
        "1234567890, 89005924",
        "2000000000, 69279037",
        "20000000000, 65353130"
    })
    void the_published_vectors_hold(long second, String code) {
        assertThat(Totp.code(SECRET, second / 30, 8)).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({"-2, false", "-1, true", "0, true", "1, true", "2, false"})
    void one_step_of_drift_is_allowed(int drift, boolean allowed) {
        var code = Totp.code(SECRET, STEP + drift, 6);

        assertThat(Totp.matching(SECRET, code, NOW, 0).isPresent()).isEqualTo(allowed);
    }

    @Test
    void a_code_is_used_once_and_none_before_it_later() {
        var code = Totp.code(SECRET, STEP, 6);

        assertThat(Totp.matching(SECRET, code, NOW, STEP - 1)).hasValue(STEP);
        assertThat(Totp.matching(SECRET, code, NOW, STEP)).isEmpty();
        assertThat(Totp.matching(SECRET, Totp.code(SECRET, STEP - 1, 6), NOW, STEP))
                .isEmpty();
    }

    @Test
    void other_text_matches_nothing() {
        assertThat(Totp.matching(SECRET, "", NOW, 0)).isEmpty();
        assertThat(Totp.matching(SECRET, "00592", NOW, 0)).isEmpty();
        assertThat(Totp.matching(SECRET, "\u0660\u0661\u0662\u0663\u0664\u0665", NOW, 0))
                .isEmpty();
    }

    /// RFC 4648 §10, and the secret of RFC 6238
    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "f, MY",
        "fo, MZXQ",
        "foo, MZXW6",
        "foob, MZXW6YQ",
        "fooba, MZXW6YTB",
        "foobar, MZXW6YTBOI",
        "12345678901234567890, GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    })
    void secrets_are_shown_in_base32(String octets, String text) {
        assertThat(Totp.base32(octets.getBytes(StandardCharsets.US_ASCII))).isEqualTo(text);
    }
}
