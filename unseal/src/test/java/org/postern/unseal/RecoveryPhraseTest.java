package org.postern.unseal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecoveryPhraseTest {
    /// The vectors of 24 words that Trezor publishes with BIP-39.
    @ParameterizedTest
    @CsvSource({
        "0000000000000000000000000000000000000000000000000000000000000000, abandon abandon abandon abandon abandon"
                + " abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon"
                + " abandon abandon abandon abandon abandon abandon art",
        "7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f, legal winner thank year wave sausage"
                + " worth useful legal winner thank year wave sausage worth useful legal winner thank year wave"
                + " sausage worth title",
        "8080808080808080808080808080808080808080808080808080808080808080, letter advice cage absurd amount doctor"
                + " acoustic avoid letter advice cage absurd amount doctor acoustic avoid letter advice cage absurd"
                + " amount doctor acoustic bless",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff, zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo"
                + " zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo vote"
    })
    void the_published_phrases_stand_for_their_bits(String bits, String words) {
        var phrase = RecoveryPhrase.of(HexFormat.of().parseHex(bits));

        var read = RecoveryPhrase.parse("  " + words.toUpperCase(Locale.ROOT).replace(" ", "\n  "));

        assertThat(phrase.unredactedText()).isEqualTo(words);
        assertThat(read.orElseThrow().phraseKey()).isEqualTo(phrase.phraseKey());
    }

    @Test
    void a_phrase_with_a_mistake_is_refused() {
        var words = RecoveryPhrase.random(TestKeys.randomness(5)).words();
        var text = String.join(" ", words);

        assertThat(RecoveryPhrase.parse(text)).isPresent();
        assertThat(RecoveryPhrase.parse(text + " zoo")).isEmpty();
        assertThat(RecoveryPhrase.parse(text.substring(text.indexOf(' ') + 1))).isEmpty();
        assertThat(RecoveryPhrase.parse("postern" + text.substring(text.indexOf(' '))))
                .isEmpty();
        assertThat(RecoveryPhrase.parse("")).isEmpty();
        var swapped = words.getLast() + " " + String.join(" ", words.subList(1, 23)) + " " + words.getFirst();
        assertThat(RecoveryPhrase.parse(swapped)).isEmpty();
    }

    @Test
    void what_is_printed_tells_nothing() {
        assertThat(RecoveryPhrase.of(new byte[32])).hasToString("RecoveryPhrase[redacted]");
        assertThat(AccountKey.of(new byte[32])).hasToString("AccountKey[redacted]");
    }
}
