package org.postern.server.queue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postern.server.blobs.BlobRef;
import org.postern.server.smtpout.Attempt;
import org.postern.wire.address.Domain;
import org.postern.wire.address.MailAddress;

/// One parcel that waits, in memory; its row is the truth. Guarded by itself.
///
/// INVARIANT: a recipient is in at most one delivery at a time.
final class Job {
    private final long id;
    private final long submission;
    private final Optional<Submission.Owner> owner;
    private final Instant made;
    private final BlobRef message;
    private final JobSeal seal;
    private final Set<MailAddress> underWay = new HashSet<>();
    private final Map<MailAddress, Attempt.Delivered> unwritten = new HashMap<>();
    private Envelope envelope;
    private boolean gone;

    /// What a job is from its first moment to its last.
    ///
    /// @param made by the clock that plans its tries
    record Facts(
            long id, long submission, Optional<Submission.Owner> owner, Instant made, BlobRef message, JobSeal seal) {}

    Job(Facts facts, Envelope envelope) {
        this.id = facts.id();
        this.submission = facts.submission();
        this.owner = facts.owner();
        this.made = facts.made();
        this.message = facts.message();
        this.seal = facts.seal();
        this.envelope = envelope;
    }

    long id() {
        return id;
    }

    long submission() {
        return submission;
    }

    Optional<Submission.Owner> owner() {
        return owner;
    }

    Instant made() {
        return made;
    }

    BlobRef message() {
        return message;
    }

    JobSeal seal() {
        return seal;
    }

    synchronized Envelope envelope() {
        return envelope;
    }

    synchronized boolean isGone() {
        return gone;
    }

    synchronized void markGone() {
        gone = true;
    }

    synchronized void replace(Envelope next) {
        envelope = next;
    }

    /// Takes those whose time has come, by domain; they are under way until [#land].
    synchronized Map<Domain, List<Envelope.Recipient>> takeDue(Instant now) {
        var due = new LinkedHashMap<Domain, List<Envelope.Recipient>>();
        if (gone) {
            return due;
        }
        for (var recipient : envelope.to()) {
            if (recipient.isWaiting() && !recipient.nextTry().isAfter(now) && underWay.add(recipient.address())) {
                due.computeIfAbsent(recipient.address().domain(), domain -> new ArrayList<>())
                        .add(recipient);
            }
        }
        return due;
    }

    /// When the next that is not under way is due; empty when nobody waits.
    synchronized Optional<Instant> nextDue() {
        return envelope.to().stream()
                .filter(recipient -> recipient.isWaiting() && !underWay.contains(recipient.address()))
                .map(Envelope.Recipient::nextTry)
                .min(Instant::compareTo);
    }

    /// Keeps in mind who was reached, until [#written].
    synchronized void reached(Map<MailAddress, Attempt> attempts) {
        attempts.forEach((to, attempt) -> {
            if (attempt instanceof Attempt.Delivered done) {
                unwritten.put(to, done);
            }
        });
    }

    /// The delivery of a recipient that was reached, and of whom the row does not know it yet.
    synchronized Optional<Attempt.Delivered> unwritten(MailAddress to) {
        return Optional.ofNullable(unwritten.get(to));
    }

    synchronized void written(List<Envelope.Recipient> recipients) {
        recipients.forEach(recipient -> unwritten.remove(recipient.address()));
    }

    synchronized void land(List<Envelope.Recipient> recipients) {
        recipients.forEach(recipient -> underWay.remove(recipient.address()));
    }

    /// The envelope with some recipients replaced by what became of them.
    synchronized Envelope with(Map<MailAddress, Envelope.Recipient> changed) {
        return new Envelope(
                envelope.from(),
                envelope.to().stream()
                        .map(recipient -> changed.getOrDefault(recipient.address(), recipient))
                        .toList());
    }

    synchronized void retryAt(Instant now) {
        envelope = new Envelope(
                envelope.from(),
                envelope.to().stream()
                        .map(recipient -> recipient.isWaiting() ? recipient.at(now) : recipient)
                        .toList());
    }
}
