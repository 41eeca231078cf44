package org.postern.unseal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.postern.seal.Hkdf;
import org.postern.seal.RandomSource;
import org.postern.wire.Sha256;

/// 24 words that stand for 256 random bits and eight check bits (BIP-39, English list). They open the
/// account when the password is lost. Closing wipes the bits.
public final class RecoveryPhrase implements AutoCloseable {
    private static final int ENTROPY_BYTES = 32;
    private static final int WORDS = 24;
    private static final int BITS_PER_WORD = 11;
    private static final List<String> LIST = readList();

    private final byte[] entropy;

    private RecoveryPhrase(byte[] entropy) {
        this.entropy = entropy;
    }

    /// A new account's.
    public static RecoveryPhrase random(RandomSource random) {
        var entropy = new byte[ENTROPY_BYTES];
        random.fill(entropy);
        return new RecoveryPhrase(entropy);
    }

    /// @param entropy 32 octets, becomes part of the value
    public static RecoveryPhrase of(byte[] entropy) {
        if (entropy.length != ENTROPY_BYTES) {
            throw new IllegalArgumentException("a phrase of 24 words holds 32 octets");
        }
        return new RecoveryPhrase(entropy);
    }

    /// Reads what a person typed, any case and spacing; empty when a word is not in the list, there are
    /// not 24, or the check bits do not fit.
    public static Optional<RecoveryPhrase> parse(String text) {
        var words = Normalizer.normalize(text, Normalizer.Form.NFKD)
                .toLowerCase(Locale.ROOT)
                .strip()
                .split("\\s+");
        if (words.length != WORDS) {
            return Optional.empty();
        }
        var bits = new byte[ENTROPY_BYTES + 1];
        for (int i = 0; i < WORDS; i++) {
            int word = LIST.indexOf(words[i]);
            if (word < 0) {
                return Optional.empty();
            }
            putWord(bits, i, word);
        }
        byte[] entropy = Arrays.copyOf(bits, ENTROPY_BYTES);
        return check(entropy) == bits[ENTROPY_BYTES] ? Optional.of(new RecoveryPhrase(entropy)) : Optional.empty();
    }

    /// The 24 words in order.
    public List<String> words() {
        byte[] bits = Arrays.copyOf(entropy, ENTROPY_BYTES + 1);
        bits[ENTROPY_BYTES] = check(entropy);
        var words = new ArrayList<String>(WORDS);
        for (int i = 0; i < WORDS; i++) {
            words.add(LIST.get(takeWord(bits, i)));
        }
        return words;
    }

    /// The words with one space between.
    public String unredactedText() {
        return String.join(" ", words());
    }

    /// 32 octets: the key of [BoxLabel#ACCOUNT_KEY_BY_PHRASE]. The caller wipes them.
    public byte[] phraseKey() {
        return derive("postern phrase kek v1");
    }

    /// The key pair that proves to a server that somebody has the phrase.
    public PhraseSignature signature() {
        return new PhraseSignature(derive("postern phrase sign v1"));
    }

    @Override
    public void close() {
        Arrays.fill(entropy, (byte) 0);
    }

    @Override
    public String toString() {
        return "RecoveryPhrase[redacted]";
    }

    private byte[] derive(String info) {
        return Hkdf.derive(entropy, new byte[0], info.getBytes(StandardCharsets.US_ASCII), ENTROPY_BYTES);
    }

    private static int takeWord(byte[] bits, int index) {
        int word = 0;
        for (int bit = index * BITS_PER_WORD; bit < (index + 1) * BITS_PER_WORD; bit++) {
            word = word << 1 | (bits[bit / 8] >> (7 - bit % 8) & 1);
        }
        return word;
    }

    private static void putWord(byte[] bits, int index, int word) {
        for (int i = 0; i < BITS_PER_WORD; i++) {
            int bit = index * BITS_PER_WORD + i;
            bits[bit / 8] |= (byte) ((word >> (BITS_PER_WORD - 1 - i) & 1) << (7 - bit % 8));
        }
    }

    /// The first eight bits of SHA-256 over the entropy.
    private static byte check(byte[] entropy) {
        return Sha256.of(entropy)[0];
    }

    private static List<String> readList() {
        try (var list = Objects.requireNonNull(RecoveryPhrase.class.getResourceAsStream("bip39-english.txt"))) {
            return new String(list.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList();
        } catch (IOException broken) {
            throw new IllegalStateException("the word list is missing from the build", broken);
        }
    }
}
