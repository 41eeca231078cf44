package org.postern.lab.sim;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postern.wire.Octets;
import org.postern.wire.Sha256;
import org.postern.wire.address.MailAddress;

/// What happened, as the outside saw it: the history, and what the audit at the end needs.
final class Journal {
    private static final int TAIL = 300;

    private final World world;
    private final MessageDigest hash = Sha256.begin();
    private final Deque<String> tail = new ArrayDeque<>();
    private final Map<String, Letter> letters = new LinkedHashMap<>();
    private final List<Kept> kept = new ArrayList<>();
    private final List<Sent> sent = new ArrayList<>();
    private final List<Acceptance> acceptances = new ArrayList<>();
    private final List<Returned> returned = new ArrayList<>();
    private final List<Long> crashes = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private long events;

    /// A message that somebody wrote.
    ///
    /// @param end the octets by which it must end wherever it arrives
    /// @param to everybody who may get it
    record Letter(String token, Octets octets, Octets end, MailAddress author, List<MailAddress> to) {}

    /// A 250 that a sender has read: this recipient's copy is ours to keep.
    record Kept(Letter letter, MailAddress to, MailAddress returnPath) {}

    /// A submission that was answered.
    record Sent(Letter letter, MailAddress from) {}

    /// A server outside has taken a message for one recipient.
    ///
    /// @param replyEnd where its reply ends in the pipe
    record Acceptance(String token, MailAddress to, long atNanos, Pipe pipe, long replyEnd) {
        boolean replyWasRead() {
            return pipe.consumed() >= replyEnd;
        }
    }

    /// A report that arrived outside.
    record Returned(MailAddress at, String token, String text) {}

    Journal(World world) {
        this.world = world;
    }

    void note(String what) {
        var line = Duration.ofNanos(world.nanos()) + " " + what;
        hash.update((line + "\n").getBytes(StandardCharsets.UTF_8));
        tail.addLast(line);
        if (tail.size() > TAIL) {
            tail.removeFirst();
        }
        events++;
    }

    void written(Letter letter) {
        letters.put(letter.token(), letter);
    }

    void kept(Kept one) {
        kept.add(one);
        note("250 for " + one.letter().token() + " to " + one.to());
    }

    void sent(Sent one) {
        sent.add(one);
        note("submitted " + one.letter().token());
    }

    void accepted(Acceptance one) {
        acceptances.add(one);
        note("outside took " + one.token() + " for " + one.to());
    }

    void returned(Returned one) {
        returned.add(one);
        note("outside got a report on " + one.token() + " at " + one.at());
    }

    void crashed(String how) {
        crashes.add(world.nanos());
        note("the server ends: " + how);
    }

    void violation(String what) {
        violations.add(what);
        note("VIOLATION " + what);
    }

    /// One number for the whole history so far.
    String trace() {
        try {
            return HexFormat.of().formatHex(((MessageDigest) hash.clone()).digest());
        } catch (CloneNotSupportedException sha256CanBe) {
            throw new IllegalStateException(sha256CanBe);
        }
    }

    List<String> tail() {
        return List.copyOf(tail);
    }

    Map<String, Letter> letters() {
        return letters;
    }

    List<Kept> kept() {
        return kept;
    }

    List<Sent> sent() {
        return sent;
    }

    List<Acceptance> acceptances() {
        return acceptances;
    }

    List<Returned> returned() {
        return returned;
    }

    List<Long> crashes() {
        return crashes;
    }

    List<String> violations() {
        return violations;
    }

    long events() {
        return events;
    }
}
