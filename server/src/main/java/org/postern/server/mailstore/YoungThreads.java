package org.postern.server.mailstore;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.postern.server.db.Tables;

/// The youngest threads of one message, by hash. The table in which the others are found by it follows in rounds:
/// all that came since the last one, in the order of the table and some with each transaction, so that a page is
/// changed once for many of them, and no writer waits for long. docs/adr/0016-hashes-behind.md
///
/// Each message that is alone in its thread is in the table or here. Here may also be some that are gone or not
/// alone any more, so whoever finds one looks at its row. Used by one transaction at a time, which changes
/// nothing here until it is [#committed].
final class YoungThreads {
    private static final int STEPS = 128; // of a round at most, when few come at a time

    private final int length;
    private final Map<ThreadKey, Long> young = new HashMap<>();
    private Optional<Round> round = Optional.empty();
    private long end;
    private long last;

    /// @param upTo the last message of the round
    /// @param left what is to be written still, in order
    private record Round(long upTo, List<Map.Entry<ThreadKey, Long>> left) {}

    /// What a transaction did.
    ///
    /// @param came the message that is a thread, by hash
    /// @param end the last message of the last round that has ended
    /// @param last the last message of all
    record Step(
            Map<ThreadKey, Long> came,
            List<Map.Entry<ThreadKey, Long>> written,
            Optional<Round> round,
            long end,
            long last) {}

    private YoungThreads(int length, long end, long last) {
        this.length = length;
        this.end = end;
        this.last = last;
    }

    /// As it is committed.
    ///
    /// @param length messages of a round
    static YoungThreads in(Tables tables, int length) {
        var threads =
                new YoungThreads(length, tables.mail().loneTo(), tables.emails().lastId());
        for (var row : tables.threads().loneAfter(threads.end)) {
            threads.young.put(ThreadKey.of(row.account(), row.hash()), row.email());
        }
        return threads;
    }

    /// Messages that may be the only ones of these threads.
    List<Long> emails(Collection<ThreadKey> keys) {
        return keys.stream().map(young::get).filter(Objects::nonNull).toList();
    }

    /// Writes some rows of a round.
    ///
    /// @param came new threads of one message, whose messages are written
    Step follow(Tables tables, Map<ThreadKey, Long> came) {
        var now = round.or(this::begun);
        var left = now.map(Round::left).orElse(List.of());
        int some = Math.min(left.size(), Math.max(1 + length / STEPS, 2 * came.size()));
        var written = left.subList(0, some);
        tables.threads().addLone(written.stream().map(Map.Entry::getValue).toList());
        var rest = now.filter(one -> some < left.size())
                .map(one -> new Round(one.upTo(), left.subList(some, left.size())));
        long reached = rest.isEmpty() ? now.map(Round::upTo).orElse(end) : end;
        if (reached != end) {
            tables.mail().putLoneTo(reached);
        }
        return new Step(came, written, rest, reached, tables.emails().lastId());
    }

    private Optional<Round> begun() {
        return last - end < length
                ? Optional.empty()
                : Optional.of(new Round(
                        last,
                        young.entrySet().stream()
                                .map(Map.Entry::copyOf)
                                .sorted(Map.Entry.comparingByKey())
                                .toList()));
    }

    void committed(Step step) {
        step.written().forEach(one -> young.remove(one.getKey(), one.getValue()));
        young.putAll(step.came());
        round = step.round();
        end = step.end();
        last = step.last();
    }
}
