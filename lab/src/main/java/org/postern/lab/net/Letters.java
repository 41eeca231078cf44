package org.postern.lab.net;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// Everybody who writes: each sender hands in one letter to each reader at a steady rate, until told to stop.
public final class Letters implements AutoCloseable {
    private final List<MailSender> senders;
    private final Map<String, String> readers;
    private final int octets;
    private final Map<String, Letter> written = new HashMap<>();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();
    private final long begun = System.nanoTime();

    private Letters(List<MailSender> senders, Map<String, String> readers, int octets) {
        this.senders = List.copyOf(senders);
        this.readers = Map.copyOf(readers);
        this.octets = octets;
    }

    /// One letter.
    ///
    /// @param server the letter by which its reader's server is called
    /// @param secondsAt when it was handed in, after the beginning
    /// @param fate what became of it so far
    public record Letter(String server, String sender, double secondsAt, MailSender.Fate fate) {
        /// Whether the sender's server was told 250 within that time of its being handed in.
        public boolean arrivedWithin(Duration limit) {
            return fate.kind() == MailSender.Fate.Kind.DELIVERED
                    && fate.seconds().orElse(Double.MAX_VALUE) <= limit.toMillis() / 1e3;
        }
    }

    /// Short letters.
    ///
    /// @param readers a word for each server, to the address of its reader
    /// @param every time between two letters of one sender to one reader
    public static Letters begin(List<MailSender> senders, Map<String, String> readers, Duration every) {
        return begin(senders, readers, every, 0);
    }

    /// @param octets that a letter has at least
    public static Letters begin(List<MailSender> senders, Map<String, String> readers, Duration every, int octets) {
        var made = new Letters(senders, readers, octets);
        for (int i = 0; i < senders.size(); i++) {
            var sender = senders.get(i);
            long first = every.toMillis() * i / senders.size();
            made.threads.add(Thread.ofVirtual().start(() -> made.write(sender, first, every.toMillis())));
        }
        return made;
    }

    /// Seconds since the first letter.
    public double now() {
        return (System.nanoTime() - begun) / 1e9;
    }

    /// Nobody writes any more; what is written goes on its way.
    public void end() {
        stop.countDown();
        try {
            for (var thread : threads) {
                thread.join();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /// All letters so far and their fates, by mark.
    public synchronized Map<String, Letter> fates() {
        var known = new HashMap<String, MailSender.Fate>();
        senders.forEach(sender -> known.putAll(sender.fates()));
        return written.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> {
            var letter = entry.getValue();
            var fate = known.getOrDefault(entry.getKey(), MailSender.Fate.waiting());
            return new Letter(letter.server(), letter.sender(), letter.secondsAt(), fate);
        }));
    }

    /// The marks of the letters to one reader.
    public synchronized Set<String> marksFor(String server) {
        return written.entrySet().stream()
                .filter(entry -> entry.getValue().server().equals(server))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    @Override
    public void close() {
        end();
    }

    private void write(MailSender sender, long first, long every) {
        try {
            int number = 0;
            long wait = first;
            while (!stop.await(wait, TimeUnit.MILLISECONDS)) {
                number++;
                for (var reader : readers.entrySet()) {
                    var mark = reader.getKey() + "-" + sender.name().replace('.', '-') + "-" + number;
                    enter(mark, new Letter(reader.getKey(), sender.name(), now(), MailSender.Fate.waiting()));
                    sender.send(mark, reader.getValue(), octets);
                }
                wait = every;
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void enter(String mark, Letter letter) {
        written.put(mark, letter);
    }
}
