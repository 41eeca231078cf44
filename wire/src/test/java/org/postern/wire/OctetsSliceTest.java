package org.postern.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OctetsSliceTest {
    private final Octets rope = Octets.join(Octets.ascii("abc"), Octets.ascii("defg"), Octets.ascii("h"));

    @Test
    void every_range_is_cut_as_from_one_array() {
        for (int from = 0; from <= 8; from++) {
            for (int length = 0; from + length <= 8; length++) {
                var slice = rope.slice(from, length);

                assertThat(slice.toByteArray()).asString().isEqualTo("abcdefgh".substring(from, from + length));
                assertThat(slice.size()).isEqualTo(length);
            }
        }
    }

    @Test
    void whole_chunks_are_shared() {
        assertThat(rope.slice(3, 4).chunks().getFirst()).isSameAs(rope.chunks().get(1));
    }

    @Test
    void a_range_outside_is_refused() {
        assertThatThrownBy(() -> rope.slice(5, 4)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
