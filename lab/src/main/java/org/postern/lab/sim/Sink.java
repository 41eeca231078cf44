package org.postern.lab.sim;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.postern.wire.address.MailAddress;

/// A mail server outside that takes mail, and is in trouble as often as the weather says: it refuses, defers,
/// stalls or goes away at some stage, or takes a message and is gone before its answer is read.
final class Sink {
    private final World world;
    private final Journal journal;
    private final Random random;
    private final Set<String> seen = new HashSet<>();
    private final boolean greylists;
    private double troubleShare;

    private enum Stage {
        BANNER,
        EHLO,
        STARTTLS,
        MAIL,
        RCPT,
        DATA,
        TEXT
    }

    private enum Trouble {
        NONE,
        LATER,
        NEVER,
        STALL,
        GONE,
        TAKEN_AND_GONE
    }

    private record Mood(Stage at, Trouble trouble) {}

    Sink(World world, Journal journal, Random random, boolean greylists) {
        this.world = world;
        this.journal = journal;
        this.random = random;
        this.greylists = greylists;
    }

    void troubleShare(double share) {
        troubleShare = share;
    }

    /// One connection, until its end.
    void serve(Endpoint end) {
        var mood = random.nextDouble() < troubleShare
                ? new Mood(one(Stage.values()), one(Trouble.values()))
                : new Mood(Stage.BANNER, Trouble.NONE);
        try {
            new Visit(end, mood).run();
        } catch (IOException over) {
            journal.note("a visit outside breaks");
        } finally {
            end.close();
        }
    }

    private <T> T one(T[] of) {
        return of[random.nextInt(of.length)];
    }

    private final class Visit {
        private final Endpoint end;
        private final Talk talk;
        private final Mood mood;
        private final List<MailAddress> to = new ArrayList<>();
        private boolean mailTaken;
        private boolean nullSender;
        private boolean open = true;

        Visit(Endpoint end, Mood mood) {
            this.end = end;
            this.talk = new Talk(end);
            this.mood = mood;
        }

        void run() throws IOException {
            answer(Stage.BANNER, "220 sink.example ESMTP\r\n");
            while (open) {
                obey(talk.line());
            }
        }

        private void obey(String line) throws IOException {
            var verb = line.toUpperCase(Locale.ROOT);
            if (verb.startsWith("EHLO")) {
                answer(Stage.EHLO, "250-sink.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 STARTTLS\r\n");
            } else if (verb.startsWith("STARTTLS")) {
                answer(Stage.STARTTLS, "220 go\r\n");
            } else if (verb.startsWith("MAIL FROM:")) {
                to.clear();
                nullSender = verb.startsWith("MAIL FROM:<>");
                mailTaken = answer(Stage.MAIL, "250 ok\r\n");
            } else if (verb.startsWith("RCPT TO:")) {
                recipient(line);
            } else if (verb.startsWith("DATA")) {
                data();
            } else if (verb.startsWith("QUIT")) {
                talk.say("221 bye\r\n");
                open = false;
            } else {
                talk.say("250 ok\r\n");
            }
        }

        private void recipient(String line) throws IOException {
            var address = MailAddress.parse(line.substring(line.indexOf('<') + 1, line.indexOf('>')))
                    .orElseThrow();
            if (!mailTaken) {
                talk.say("503 MAIL first\r\n");
            } else if (greylists && seen.add(address + "")) {
                talk.say("451 4.7.1 greylisted\r\n");
            } else if (answer(Stage.RCPT, "250 ok\r\n")) {
                to.add(address);
            }
        }

        private void data() throws IOException {
            if (to.isEmpty()) {
                talk.say("503 no recipients\r\n");
                return;
            }
            if (!answer(Stage.DATA, "354 go\r\n")) {
                return;
            }
            var text = new StringBuilder();
            for (var line = talk.line(); !line.equals("."); line = talk.line()) {
                text.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
            }
            if (mood.at() == Stage.TEXT && mood.trouble() != Trouble.NONE && mood.trouble() != Trouble.TAKEN_AND_GONE) {
                answer(Stage.TEXT, "");
                return;
            }
            take(text.toString());
        }

        private void take(String text) throws IOException {
            boolean gone = mood.trouble() == Trouble.TAKEN_AND_GONE;
            var reply = "250 2.0.0 taken\r\n";
            long replyEnd = gone ? Long.MAX_VALUE : end.out().written() + reply.length();
            var token = Mails.token(text).orElse("");
            for (var address : to) {
                if (nullSender) {
                    journal.returned(new Journal.Returned(address, token, text));
                } else {
                    check(token, address, text);
                    journal.accepted(new Journal.Acceptance(token, address, world.nanos(), end.out(), replyEnd));
                }
            }
            if (gone) {
                end.reset();
                open = false;
            } else {
                talk.say(reply);
            }
        }

        private void check(String token, MailAddress address, String text) {
            var letter = journal.letters().get(token);
            if (letter == null || !letter.to().contains(address)) {
                journal.violation(address + " outside gets mail that is not for it: " + token);
            } else if (!text.endsWith(new String(letter.end().toByteArray(), StandardCharsets.ISO_8859_1))) {
                journal.violation(address + " outside gets other octets than were sent: " + token);
            }
        }

        /// @return whether it went as usual
        private boolean answer(Stage stage, String usual) throws IOException {
            if (mood.at() != stage || mood.trouble() == Trouble.NONE || mood.trouble() == Trouble.TAKEN_AND_GONE) {
                talk.say(usual);
                return true;
            }
            journal.note("outside: " + mood.trouble() + " at " + stage);
            switch (mood.trouble()) {
                case LATER -> talk.say("451 4.3.0 later\r\n");
                // a report that is refused is gone, and nobody could be blamed: the null sender is spared
                case NEVER ->
                    talk.say(nullSender || stage == Stage.BANNER ? "421 4.3.0 later\r\n" : "550 5.7.1 no\r\n");
                case STALL -> {
                    world.pause(Duration.ofMinutes(30));
                    open = false;
                }
                default -> {
                    end.reset();
                    open = false;
                }
            }
            return false;
        }
    }
}
