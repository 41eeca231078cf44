package org.postern.server.reachctl;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.postern.server.accounts.Accounts;
import org.postern.server.intake.Arrival;
import org.postern.server.intake.Intake;
import org.postern.server.intake.Outcome;
import org.postern.server.time.Clock;
import org.postern.server.trace.Field;
import org.postern.server.trace.Trace;
import org.postern.wire.address.Domain;
import org.postern.wire.address.MailAddress;
import tools.jackson.databind.json.JsonMapper;

/// Tells the operator: one mail into an inbox here, sealed like any other, and one post to a
/// webhook, for the beginning of an incident; for what follows few, and in all so many a day and
/// no more, whatever is planted (THREAT T-73).
final class Notices {
    private static final Trace TRACE = Trace.of(Notices.class);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration BETWEEN = Duration.ofHours(1);
    private static final int MOST_A_DAY = 24;
    private static final int MOST_UPDATES = 5;
    private static final int POSTS_AT_ONCE = 4;
    private static final List<Duration> PAUSES = List.of(Duration.ofSeconds(20), Duration.ofMinutes(2));

    private final Parts parts;
    private final Deque<Instant> told = new ArrayDeque<>();
    private final Map<Long, Updates> updates = new HashMap<>();
    private final Semaphore posting = new Semaphore(POSTS_AT_ONCE);

    private record Updates(int count, Instant last) {}

    /// @param account of the operator
    /// @param webhook where to post
    record Parts(
            Optional<MailAddress> account,
            Optional<URI> webhook,
            Accounts accounts,
            Intake intake,
            Poster poster,
            Clock clock,
            Domain self) {}

    Notices(Parts parts) {
        this.parts = parts;
    }

    /// @return whether it went out
    boolean tell(Notice notice) {
        if (!isDue(notice)) {
            TRACE.event(
                    "the operator has been told enough",
                    Field.id("incident", notice.change().incident().id()));
            return false;
        }
        TRACE.event(
                "the operator is told",
                Field.id("incident", notice.change().incident().id()),
                Field.word("what", notice.change().kind()));
        parts.webhook().ifPresent(webhook -> post(notice, webhook)); // first: it waits for nothing here
        parts.account().ifPresent(account -> mail(notice, account));
        return true;
    }

    private boolean isDue(Notice notice) {
        while (!told.isEmpty() && told.getFirst().plus(DAY).isBefore(notice.at())) {
            told.removeFirst();
        }
        var change = notice.change();
        long id = change.incident().id();
        boolean isUpdate = change.kind() == Incidents.Change.Kind.WIDENED;
        var before = updates.getOrDefault(id, new Updates(0, Instant.EPOCH));
        boolean isSoon = before.last().plus(BETWEEN).isAfter(notice.at());
        if (told.size() >= MOST_A_DAY || (isUpdate && (isSoon || before.count() >= MOST_UPDATES))) {
            return false;
        }
        told.addLast(notice.at());
        if (change.kind() == Incidents.Change.Kind.ENDED) {
            updates.remove(id);
        } else {
            updates.put(id, new Updates(before.count() + (isUpdate ? 1 : 0), notice.at()));
        }
        return true;
    }

    private void mail(Notice notice, MailAddress account) {
        if (!(parts.accounts().route(account) instanceof Accounts.Route.ToAccount inbox)) {
            TRACE.event("the account that is to be told of blocks is not here"); // [reach] tell
            return;
        }
        var message = notice.mail(parts.self(), account, "reach-" + UUID.randomUUID());
        var outcome =
                parts.intake().take(new Arrival(Optional.empty(), List.of(inbox), message, new Arrival.Origin.Own()));
        if (!(outcome instanceof Outcome.Kept)) {
            TRACE.event("the operator's mail was not kept");
        }
    }

    private void post(Notice notice, URI webhook) {
        byte[] json = JsonMapper.shared().writeValueAsBytes(notice.json());
        if (posting.tryAcquire()) {
            parts.clock().begin("reach-webhook", () -> {
                try {
                    post(webhook, json);
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                } finally {
                    posting.release();
                }
            });
        }
    }

    private void post(URI webhook, byte[] json) throws InterruptedException {
        for (int i = 0; i <= PAUSES.size(); i++) {
            try {
                int status = parts.poster().post(webhook, json);
                if (status < 500 && status != 429) { // what it refuses it will refuse again
                    TRACE.event("the webhook answered", Field.count("status", status));
                    return;
                }
            } catch (IOException silent) {
                TRACE.event("the webhook did not answer", Field.cause(silent));
            }
            if (i < PAUSES.size()) {
                parts.clock().sleep(PAUSES.get(i));
            }
        }
    }
}
