package org.postern.lab.sim;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.postern.lab.sim.Journal.Letter;
import org.postern.wire.Octets;
import org.postern.wire.address.MailAddress;

/// Writes messages: some of its own making, some from the corpus, each with a word that no other has, by
/// which it is known wherever it turns up.
final class Mails {
    /// Stands in every message, and so nowhere on a disk.
    static final String NEEDLE = "zq7needle";
    private static final Pattern TOKEN = Pattern.compile(NEEDLE + "\\d+x");
    private static final List<String> WORDS = List.of(
            "harbour",
            "ledger",
            "source",
            "deadline",
            "printer",
            "window",
            "river",
            "salt",
            "nineteen",
            "quiet",
            "witness",
            "paper",
            "station",
            "orchard",
            "minutes",
            "lantern");

    private final Random random;
    private final List<byte[]> corpus;
    private int next;

    /// @param corpus messages with CRLF line ends
    Mails(Random random, List<byte[]> corpus) {
        this.random = random;
        this.corpus = corpus;
    }

    /// The word of the message that this is, or is about.
    static Optional<String> token(String text) {
        var found = TOKEN.matcher(text);
        return found.find() ? Optional.of(found.group()) : Optional.empty();
    }

    /// From outside; it must arrive octet for octet.
    Letter fromOutside(MailAddress from, List<MailAddress> to) {
        var token = NEEDLE + next++ + "x";
        byte[] octets = !corpus.isEmpty() && random.nextInt(3) == 0
                ? join("X-Word: " + token + "\r\n", corpus.get(random.nextInt(corpus.size())))
                : join(header(token, from, to) + "\r\n", body(token));
        return new Letter(token, Octets.of(octets), Octets.of(octets), from, List.copyOf(to));
    }

    /// From a user; the server may add to the header, and nothing else.
    Letter fromUser(MailAddress from, List<MailAddress> to) {
        var token = NEEDLE + next++ + "x";
        byte[] body = body(token);
        var octets = join(header(token, from, to) + "\r\n", body);
        return new Letter(token, Octets.of(octets), Octets.of(body), from, List.copyOf(to));
    }

    private String header(String token, MailAddress from, List<MailAddress> to) {
        return "From: <" + from + ">\r\nTo: "
                + String.join(", ", to.stream().map(each -> "<" + each + ">").toList())
                + "\r\nSubject: " + token + " and the " + word() + "\r\nMessage-ID: <" + token + "@"
                + from.domain() + ">\r\nDate: Sun, 1 Mar 2026 10:00:00 +0000\r\n";
    }

    private byte[] body(String token) {
        int size = switch (random.nextInt(20)) {
            case 0 -> 60_000 + random.nextInt(60_000);
            case 1 -> random.nextInt(10) == 0 ? 300_000 : 200;
            default -> 300 + random.nextInt(12_000);
        };
        var text = new StringBuilder(size + 100).append(token).append("\r\n");
        while (text.length() < size) {
            var line = new ArrayList<String>();
            for (int i = random.nextInt(9); i >= 0; i--) {
                line.add(word());
            }
            text.append(random.nextInt(30) == 0 ? "." : "")
                    .append(String.join(" ", line))
                    .append("\r\n");
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private String word() {
        return WORDS.get(random.nextInt(WORDS.size()));
    }

    private static byte[] join(String head, byte[] rest) {
        byte[] first = head.getBytes(StandardCharsets.US_ASCII);
        var all = new byte[first.length + rest.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(rest, 0, all, first.length, rest.length);
        return all;
    }
}
