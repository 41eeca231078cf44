package org.postern.seal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.wire.Octets;

class ArmorTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 47, 48, 49, 24_576, 24_577, 100_000})
    void what_is_written_is_read_again(int size) {
        var octets = new byte[size];
        new Random(size).nextBytes(octets);

        var armoured = Armor.MESSAGE.write(Octets.of(octets));

        assertThat(Armor.MESSAGE.read(armoured).orElseThrow().toByteArray()).isEqualTo(octets);
        assertThat(text(armoured).split("\r\n")).allMatch(line -> line.length() <= 64 && !line.contains("\n"));
    }

    @Test
    void header_lines_a_checksum_and_text_around_are_read_over() {
        var text =
                "Hello\n-----BEGIN PGP SIGNATURE-----\nComment: x\n\nAQID\n=abcd\n-----END PGP SIGNATURE-----\nbye\n";

        assertThat(Armor.SIGNATURE.read(Octets.ascii(text)).orElseThrow().toByteArray())
                .containsExactly(1, 2, 3);
        assertThat(Armor.MESSAGE.read(Octets.ascii(text))).isEmpty();
    }

    @Test
    void a_block_that_was_cut_or_broken_is_not_read() {
        var armoured = text(Armor.MESSAGE.write(Octets.ascii("some octets")));

        assertThat(Armor.MESSAGE.read(Octets.ascii(armoured.substring(0, armoured.indexOf("-----END")))))
                .isEmpty();
        assertThat(Armor.MESSAGE.read(Octets.ascii(armoured.replace("c29t", "c2!t"))))
                .isEmpty();
        assertThat(Armor.MESSAGE.read(Octets.empty())).isEmpty();
    }

    private static String text(Octets octets) {
        return new String(octets.toByteArray(), StandardCharsets.US_ASCII);
    }
}
