package org.postern.server.db;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.postern.wire.Octets;

/// Rows of waiting mail and of what became of submissions.
public final class QueueRows {
    private static final String SUBMISSION_COLUMNS =
            "id, account, email, thread, sent_at, delivered, failed, waiting, finished_at, state, created";
    private static final String JOB_COLUMNS = "id, submission, secret, envelope, place, size, made_at";

    private final Sql sql;

    QueueRows(Sql sql) {
        this.sql = sql;
    }

    /// Whose it is.
    public record Owner(long account, long email, long thread) {}

    /// @param state of the last change, in the account's numbers
    /// @param created the account's number when it was made
    public record SubmissionRow(
            long id,
            Optional<Owner> owner,
            Instant sentAt,
            Counts counts,
            Optional<Instant> finishedAt,
            long state,
            long created) {}

    /// How many recipients are where.
    public record Counts(int delivered, int failed, int waiting) {}

    /// @param secret the key of this job and of nothing else
    /// @param envelope sealed under it
    /// @param place of the sealed message
    public record JobRow(
            long id, long submission, Octets secret, Octets envelope, String place, long size, Instant madeAt) {}

    /// How many recipients an account named in one submission, and when.
    public record SentRow(long account, Instant at, int recipients) {}

    /// One step in an account's history.
    ///
    /// @param gone the submission is no more
    public record Step(long submission, long state, long created, boolean gone) {}

    public long state(long account) {
        return sql.number("SELECT state FROM queue_account WHERE account = ?", account)
                .orElse(0);
    }

    /// The account's next state number.
    public long advance(long account) {
        return sql.number(
                        "INSERT INTO queue_account (account, state) VALUES (?, 1)"
                                + " ON CONFLICT (account) DO UPDATE SET state = state + 1 RETURNING state",
                        account)
                .orElseThrow();
    }

    /// @return the new submission's id
    public long addSubmission(Optional<Owner> owner, Instant sentAt, int waiting) {
        long state = owner.map(known -> advance(known.account())).orElse(0L);
        return sql.number(
                        "INSERT INTO submission (account, email, thread, sent_at, delivered, failed, waiting,"
                                + " finished_at, state, created) VALUES (?, ?, ?, ?, 0, 0, ?, NULL, ?, ?) RETURNING id",
                        owner.map(Owner::account),
                        owner.map(Owner::email),
                        owner.map(Owner::thread),
                        sentAt,
                        waiting,
                        state,
                        state)
                .orElseThrow();
    }

    public Optional<SubmissionRow> submission(long id) {
        return sql.first(
                "SELECT " + SUBMISSION_COLUMNS + " FROM submission WHERE id = ?", QueueRows::submissionRow, id);
    }

    /// All of an account, newest first.
    public List<SubmissionRow> submissions(long account) {
        return sql.list(
                "SELECT " + SUBMISSION_COLUMNS + " FROM submission WHERE account = ? ORDER BY id DESC",
                QueueRows::submissionRow,
                account);
    }

    /// Those of an account among the ids, newest first.
    public List<SubmissionRow> submissions(long account, Collection<Long> ids) {
        return sql.list(
                "SELECT " + SUBMISSION_COLUMNS + " FROM submission WHERE account = ?"
                        + " AND id IN (SELECT value FROM json_each(?)) ORDER BY id DESC",
                QueueRows::submissionRow,
                account,
                Sql.array(ids));
    }

    /// What accounts sent after a moment, the oldest first.
    public List<SentRow> sentSince(Instant since) {
        return sql.list(
                "SELECT account, sent_at, delivered + failed + waiting FROM submission"
                        + " WHERE account IS NOT NULL AND sent_at > ? ORDER BY sent_at",
                row -> new SentRow(row.number(1), row.moment(2), row.smallNumber(3)),
                since);
    }

    /// Moves recipients from waiting to where they ended, and the submission to its owner's next state.
    ///
    /// @return that state; empty for the server's own mail
    public OptionalLong settle(long id, int delivered, int failed, Optional<Instant> finishedAt) {
        var row = submission(id).orElseThrow();
        long state = row.owner().map(owner -> advance(owner.account())).orElse(0L);
        sql.change(
                "UPDATE submission SET delivered = delivered + ?, failed = failed + ?, waiting = waiting - ?,"
                        + " finished_at = coalesce(?, finished_at), state = ? WHERE id = ?",
                delivered,
                failed,
                delivered + failed,
                finishedAt,
                state,
                id);
        return row.owner().isPresent() ? OptionalLong.of(state) : OptionalLong.empty();
    }

    /// Changes after a state in their order, at most `limit`.
    public List<Step> steps(long account, long since, int limit) {
        return sql.list(
                "SELECT id, state, created, 0 FROM submission WHERE account = ? AND state > ?"
                        + " UNION ALL SELECT submission, state, created, 1 FROM submission_gone"
                        + " WHERE account = ? AND state > ? ORDER BY 2 LIMIT ?",
                row -> new Step(row.number(1), row.number(2), row.number(3), row.flag(4)),
                account,
                since,
                account,
                since,
                limit);
    }

    /// Forgets submissions that ended before a moment.
    ///
    /// @return the accounts whose state moved
    public List<Long> forget(Instant endedBefore) {
        var old = sql.list(
                "SELECT " + SUBMISSION_COLUMNS + " FROM submission WHERE finished_at < ?",
                QueueRows::submissionRow,
                endedBefore);
        for (var row : old) {
            row.owner().ifPresent(owner -> leaveTrace(row, owner.account(), endedBefore));
            sql.change("DELETE FROM submission WHERE id = ?", row.id());
        }
        return old.stream()
                .flatMap(row -> row.owner().stream())
                .map(Owner::account)
                .distinct()
                .toList();
    }

    private void leaveTrace(SubmissionRow row, long account, Instant at) {
        sql.change(
                "INSERT INTO submission_gone (account, state, submission, created, gone_at) VALUES (?, ?, ?, ?, ?)",
                account,
                advance(account),
                row.id(),
                row.created(),
                at);
    }

    /// Forgets traces of before a moment; who asks for changes since then must ask for everything.
    public void forgetTraces(Instant before) {
        sql.change(
                "UPDATE queue_account SET known_from = max(known_from, (SELECT max(state) FROM submission_gone g"
                        + " WHERE g.account = queue_account.account AND g.gone_at < ?))"
                        + " WHERE account IN (SELECT account FROM submission_gone WHERE gone_at < ?)",
                before,
                before);
        sql.change("DELETE FROM submission_gone WHERE gone_at < ?", before);
    }

    /// The state before which changes cannot be told.
    public long knownFrom(long account) {
        return sql.number("SELECT known_from FROM queue_account WHERE account = ?", account)
                .orElse(0);
    }

    /// @return the new job's id
    public long addJob(JobRow row) {
        return sql.number(
                        "INSERT INTO queue_job (submission, secret, envelope, place, size, made_at)"
                                + " VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
                        row.submission(),
                        row.secret().toByteArray(),
                        row.envelope().toByteArray(),
                        row.place(),
                        row.size(),
                        row.madeAt())
                .orElseThrow();
    }

    public void rewriteEnvelope(long job, Octets envelope) {
        sql.change("UPDATE queue_job SET envelope = ? WHERE id = ?", envelope.toByteArray(), job);
    }

    /// The key goes with the row; secure_delete overwrites both in the file.
    ///
    /// @return how many jobs the submission still has
    public long deleteJob(long job, long submission) {
        sql.change("DELETE FROM queue_job WHERE id = ?", job);
        return sql.number("SELECT count(*) FROM queue_job WHERE submission = ?", submission)
                .orElseThrow();
    }

    /// Every job, oldest first.
    public List<JobRow> jobs() {
        return sql.list("SELECT " + JOB_COLUMNS + " FROM queue_job ORDER BY id", QueueRows::jobRow);
    }

    /// Those that go out by themselves, oldest first.
    public List<JobRow> moving() {
        return sql.list("SELECT " + JOB_COLUMNS + " FROM queue_job WHERE held = 0 ORDER BY id", QueueRows::jobRow);
    }

    private static JobRow jobRow(Row row) throws java.sql.SQLException {
        return new JobRow(
                row.number(1),
                row.number(2),
                Octets.of(row.octets(3)),
                Octets.of(row.octets(4)),
                row.text(5),
                row.number(6),
                row.moment(7));
    }

    /// Why a job does not go out by itself.
    public enum Hold {
        NONE(0),
        RESTORED(1),
        UNREADABLE(2);

        private final int number;

        Hold(int number) {
            this.number = number;
        }
    }

    public record HeldRow(long job, Instant madeAt, boolean unreadable) {}

    /// Those that do not, oldest first.
    public List<HeldRow> held() {
        return sql.list(
                "SELECT id, made_at, held = 2 FROM queue_job WHERE held <> 0 ORDER BY id",
                row -> new HeldRow(row.number(1), row.moment(2), row.flag(3)));
    }

    public void hold(Collection<Long> jobs, Hold why) {
        sql.change(
                "UPDATE queue_job SET held = ? WHERE id IN (SELECT value FROM json_each(?))",
                why.number,
                Sql.array(jobs));
    }

    /// Removes a held job; recipients of its submission that wait for no other job count as failed.
    ///
    /// @return where its message lies; empty when no such job is held
    public Optional<HoldingRow> dropHeld(long job, Instant now) {
        var submission = sql.number("SELECT submission FROM queue_job WHERE id = ? AND held <> 0", job);
        if (submission.isEmpty()) {
            return Optional.empty();
        }
        var place = holding(job);
        if (deleteJob(job, submission.getAsLong()) == 0) {
            int waiting =
                    submission(submission.getAsLong()).orElseThrow().counts().waiting();
            settle(submission.getAsLong(), 0, waiting, Optional.of(now));
        }
        return place;
    }

    /// Whether any job's message lies in a place that begins so.
    public boolean namesPlace(String beginning) {
        return sql.number(
                        "SELECT id FROM queue_job WHERE place >= ? AND place < ? LIMIT 1",
                        beginning,
                        beginning + Character.MAX_VALUE)
                .isPresent();
    }

    /// @param account whose; 0 for the server's own mail
    public record HoldingRow(long job, long account, String place, long size) {}

    /// The jobs whose messages lie in places that begin so.
    public List<HoldingRow> holding(String beginning) {
        return sql.list(
                "SELECT j.id, coalesce(s.account, 0), j.place, j.size FROM queue_job j"
                        + " JOIN submission s ON s.id = j.submission WHERE j.place >= ? AND j.place < ?",
                QueueRows::holdingRow,
                beginning,
                beginning + Character.MAX_VALUE);
    }

    /// Where the message of a job lies now.
    public Optional<HoldingRow> holding(long job) {
        return sql.first(
                "SELECT j.id, coalesce(s.account, 0), j.place, j.size FROM queue_job j"
                        + " JOIN submission s ON s.id = j.submission WHERE j.id = ?",
                QueueRows::holdingRow,
                job);
    }

    private static HoldingRow holdingRow(Row row) throws java.sql.SQLException {
        return new HoldingRow(row.number(1), row.number(2), row.text(3), row.number(4));
    }

    /// Lets a job name the copy of its message, if it still names the old one.
    public boolean repoint(long job, String from, String to) {
        return sql.change("UPDATE queue_job SET place = ? WHERE id = ? AND place = ?", to, job, from) == 1;
    }

    private static SubmissionRow submissionRow(Row row) throws java.sql.SQLException {
        var account = row.maybeNumber(2);
        return new SubmissionRow(
                row.number(1),
                account.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Owner(account.getAsLong(), row.number(3), row.number(4))),
                row.moment(5),
                new Counts(row.smallNumber(6), row.smallNumber(7), row.smallNumber(8)),
                row.maybeMoment(9),
                row.number(10),
                row.number(11));
    }
}
