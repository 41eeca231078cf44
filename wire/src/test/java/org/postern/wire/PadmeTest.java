package org.postern.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PadmeTest {
    /// E = 9, S = 4: multiples of 32 from 512 on; E = 16, S = 5: multiples of 2048 from 65536 on.
    @ParameterizedTest
    @CsvSource({"2,2", "8,8", "9,10", "512,512", "513,544", "1024,1024", "1025,1088", "65535,65536", "65537,67584"})
    void rounds_up_to_the_published_sizes(long length, long padded) {
        assertThat(Padme.pad(length)).isEqualTo(padded);
    }

    @Test
    void never_shrinks_and_never_adds_more_than_twelve_percent() {
        for (long length = 2; length < 1 << 20; length += 1 + length / 97) {
            long padded = Padme.pad(length);

            assertThat(padded).isGreaterThanOrEqualTo(length);
            assertThat((padded - length) / (double) length).isLessThan(0.12);
            assertThat(Padme.pad(padded)).isEqualTo(padded);
        }
    }

    @Test
    void refuses_lengths_without_a_logarithm_of_a_logarithm() {
        assertThatThrownBy(() -> Padme.pad(1)).isInstanceOf(IllegalArgumentException.class);
    }
}
