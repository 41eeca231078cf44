package org.postern.server.queue;

import java.time.Instant;
import java.util.Optional;

/// What an operator may see of a job: nobody's address, nothing that a peer wrote.
///
/// @param nextTry the earliest; may be in the past for one under way
/// @param attempts of the recipient tried most often
/// @param lastCode the last reply's code; empty when nobody said anything yet
public record JobNote(
        long id, Instant made, Optional<Instant> nextTry, int attempts, int waiting, Optional<Integer> lastCode) {
    static JobNote of(Job job) {
        var waiting = job.envelope().to().stream()
                .filter(Envelope.Recipient::isWaiting)
                .toList();
        return new JobNote(
                job.id(),
                job.made(),
                waiting.stream().map(Envelope.Recipient::nextTry).min(Instant::compareTo),
                waiting.stream().mapToInt(Envelope.Recipient::attempts).max().orElse(0),
                waiting.size(),
                waiting.stream()
                        .map(Envelope.Recipient::lastReply)
                        .filter(reply -> reply.length() >= 3)
                        .map(reply -> Integer.valueOf(reply.substring(0, 3)))
                        .findFirst());
    }
}
