package org.postern.lab.sim;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.postern.lab.sim.Journal.Letter;
import org.postern.lab.sim.World.Group;
import org.postern.server.net.Names;
import org.postern.wire.address.MailAddress;
import org.postern.wire.dns.Lookup;

/// A mail server outside that sends: it tries every letter until each recipient has an answer that is for
/// good, or it gives up.
final class Sender {
    private static final Duration CONNECT = Duration.ofSeconds(30);

    private final World world;
    private final Internet internet;
    private final Names names;
    private final Journal journal;
    private final Random random;
    private final Group group;
    private final InetAddress address;
    private final Timers timers;
    private int waiting;

    /// What it needs of the world.
    record Parts(World world, Internet internet, Zones zones, Journal journal, Random random, Group group) {}

    Sender(Parts parts, InetAddress address, Timers timers) {
        world = parts.world();
        internet = parts.internet();
        names = parts.zones().askedFrom(address, () -> {});
        journal = parts.journal();
        random = parts.random();
        group = parts.group();
        this.address = address;
        this.timers = timers;
    }

    /// How many letters are not done with.
    int waiting() {
        return waiting;
    }

    /// Takes a letter and sees to it.
    void take(Letter letter, MailAddress from, List<MailAddress> to) {
        journal.written(letter);
        waiting++;
        world.begin(group, "letter", () -> {
            carry(letter, from, new ArrayList<>(to));
            waiting--;
        });
    }

    private void carry(Letter letter, MailAddress from, List<MailAddress> left) {
        long made = world.nanos();
        while (true) {
            tryOnce(letter, from, left);
            if (left.isEmpty()) {
                return;
            }
            var age = Duration.ofNanos(world.nanos() - made);
            if (age.compareTo(timers.lifetime()) > 0) {
                journal.note("outside gives up " + letter.token());
                return;
            }
            world.pause(timers.next(age).plusSeconds(random.nextInt(60)));
        }
    }

    private void tryOnce(Letter letter, MailAddress from, List<MailAddress> left) {
        for (var to : addresses()) {
            try {
                var end = internet.connect(address, to, CONNECT, group);
                try {
                    transact(new Talk(end), letter, from, left);
                    return;
                } finally {
                    end.close();
                }
            } catch (IOException broken) {
                journal.note("outside's try of " + letter.token() + " breaks");
            }
        }
    }

    private List<InetAddress> addresses() {
        if (!(names.mailExchangers(Household.HOME) instanceof Lookup.Found<?>)) {
            return List.of();
        }
        return names.addresses(Household.SERVER) instanceof Lookup.Found<InetAddress> found
                ? found.answers()
                : List.of();
    }

    /// What was answered for good leaves `left`.
    private void transact(Talk talk, Letter letter, MailAddress from, List<MailAddress> left) throws IOException {
        if (talk.reply() != 220 || ask(talk, greeting()) != 250) {
            return;
        }
        int mail = ask(talk, "MAIL FROM:<" + from + ">" + (random.nextBoolean() ? " BODY=8BITMIME" : ""));
        if (mail != 250) {
            refuse(letter, mail, left, left);
            return;
        }
        var accepted = recipients(talk, letter, left);
        if (accepted.isEmpty()) {
            talk.say("QUIT\r\n");
            return;
        }
        int go = ask(talk, "DATA");
        if (go != 354) {
            refuse(letter, go, accepted, left);
            return;
        }
        talk.say(stuffed(letter.octets().toByteArray()));
        int end = talk.reply();
        if (end == 250) {
            accepted.forEach(to -> journal.kept(new Journal.Kept(letter, to, from)));
            left.removeAll(accepted);
        } else {
            refuse(letter, end, accepted, left);
        }
        talk.say("QUIT\r\n");
    }

    private List<MailAddress> recipients(Talk talk, Letter letter, List<MailAddress> left) throws IOException {
        var asked = List.copyOf(left);
        boolean pipelined = random.nextBoolean();
        if (pipelined) {
            talk.say(String.join("", asked.stream().map(Sender::rcpt).toList()));
        }
        var accepted = new ArrayList<MailAddress>();
        for (var to : asked) {
            if (!pipelined) {
                talk.say(rcpt(to));
            }
            int code = talk.reply();
            if (code == 250) {
                accepted.add(to);
            } else {
                refuse(letter, code, List.of(to), left);
            }
        }
        return accepted;
    }

    private static String rcpt(MailAddress to) {
        return "RCPT TO:<" + to + ">\r\n";
    }

    private void refuse(Letter letter, int code, List<MailAddress> those, List<MailAddress> left) {
        journal.note(code + " for " + letter.token() + " to " + those);
        if (code >= 500) {
            left.removeAll(List.copyOf(those));
        }
    }

    private String greeting() {
        return "EHLO out-" + Internet.Network.of(address).prefix() + ".example";
    }

    private static int ask(Talk talk, String command) throws IOException {
        talk.say(command + "\r\n");
        return talk.reply();
    }

    private static byte[] stuffed(byte[] message) {
        var out = new ByteArrayOutputStream(message.length + 100);
        boolean start = true;
        for (byte octet : message) {
            if (start && octet == '.') {
                out.write('.');
            }
            out.write(octet);
            start = octet == '\n';
        }
        out.writeBytes((start ? ".\r\n" : "\r\n.\r\n").getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }
}
