package org.postern.unseal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.postern.seal.RandomSource;

class BoxTest {
    private static final byte[] KEY = TestKeys.pattern(32);
    private static final byte[] PLAIN = {1, 2, 3};

    @Test
    void a_box_opens_with_its_key_and_label_only() {
        byte[] box = Box.seal(KEY, BoxLabel.SETTINGS, PLAIN, RandomSource.system());

        assertThat(Box.open(KEY, BoxLabel.SETTINGS, box).orElseThrow()).isEqualTo(PLAIN);
        assertThat(box).hasSize(12 + 3 + 16);
        assertThat(Box.open(KEY, BoxLabel.MAILBOX_NAME, box)).isEmpty();
        assertThat(Box.open(new byte[32], BoxLabel.SETTINGS, box)).isEmpty();
    }

    @Test
    void no_changed_octet_goes_unnoticed() {
        byte[] box = Box.seal(KEY, BoxLabel.SETTINGS, PLAIN, RandomSource.system());

        for (int at = 0; at < box.length; at++) {
            byte[] changed = box.clone();
            changed[at] ^= 1;
            assertThat(Box.open(KEY, BoxLabel.SETTINGS, changed))
                    .as("octet " + at)
                    .isEmpty();
            assertThat(Box.open(KEY, BoxLabel.SETTINGS, Arrays.copyOf(box, at))).isEmpty();
        }
    }

    @Test
    void costs_that_a_server_must_not_name_are_refused() {
        byte[] salt = new byte[16];

        assertThat(Kdf.of("argon2id", salt, 65_536, 3, 4)).isPresent();
        assertThat(Kdf.of("argon2id", salt, 19_455, 3, 4)).isEmpty();
        assertThat(Kdf.of("argon2id", salt, 1_048_577, 3, 4)).isEmpty();
        assertThat(Kdf.of("argon2id", salt, 65_536, 1, 4)).isEmpty();
        assertThat(Kdf.of("argon2i", salt, 65_536, 3, 4)).isEmpty();
        assertThat(Kdf.of("argon2id", new byte[8], 65_536, 3, 4)).isEmpty();
    }
}
