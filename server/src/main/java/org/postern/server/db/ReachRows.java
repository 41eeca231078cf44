package org.postern.server.db;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.postern.wire.Octets;

/// Rows of what was noticed about networks, and of what was done.
public final class ReachRows {
    private static final String STEP = "SELECT id, taken_at, step, reason, author, undone FROM reach_step ";

    private final Sql sql;

    ReachRows(Sql sql) {
        this.sql = sql;
    }

    /// @param step as a person would type it
    public record Step(long id, Instant at, String step, String reason, String author, boolean undone) {}

    /// An address that a network is not told.
    public record Withdrawn(String network, String relay, String address, Instant since) {}

    /// @param ended empty while it lasts
    /// @param signs kinds of evidence with their times
    /// @param told how often the operator was
    public record Incident(
            long id,
            String network,
            String technique,
            Instant began,
            Instant noticed,
            Optional<Instant> ended,
            String signs,
            int told) {}

    /// Figures of one hour. `stage` is how far sessions came, or what they broke after by
    /// `failure`.
    public record Hour(Instant hour, Place place, Figures figures) {}

    /// @param failure empty when they did not break
    public record Place(String network, String relay, String stage, String failure) {}

    /// @param minutes with at least one session
    /// @param senders groups of them, of 64
    public record Figures(int minutes, int sessions, int senders) {}

    /// @return its number
    public long addStep(Instant at, String step, String reason, String author) {
        sql.change(
                "INSERT INTO reach_step (taken_at, step, reason, author, undone) VALUES (?, ?, ?, ?, 0)",
                at,
                step,
                reason,
                author);
        return sql.lastId("reach_step");
    }

    public void markUndone(long id) {
        sql.change("UPDATE reach_step SET undone = 1 WHERE id = ?", id);
    }

    /// Newest first.
    public List<Step> lastSteps(int most) {
        return sql.list(STEP + "ORDER BY id DESC LIMIT ?", ReachRows::step, most);
    }

    /// In the order that they were taken.
    public List<Step> stepsSince(Instant since) {
        return sql.list(STEP + "WHERE taken_at >= ? ORDER BY taken_at, id", ReachRows::step, since);
    }

    public Optional<Step> step(long id) {
        return sql.first(STEP + "WHERE id = ?", ReachRows::step, id);
    }

    private static Step step(Row row) throws SQLException {
        return new Step(row.number(1), row.moment(2), row.text(3), row.text(4), row.text(5), row.flag(6));
    }

    public List<Withdrawn> withdrawn() {
        return sql.list(
                "SELECT network, relay, address, since FROM reach_withdrawn",
                row -> new Withdrawn(row.text(1), row.text(2), row.text(3), row.moment(4)));
    }

    public void withdraw(Withdrawn gone) {
        sql.change(
                "INSERT OR IGNORE INTO reach_withdrawn (network, relay, address, since) VALUES (?, ?, ?, ?)",
                gone.network(),
                gone.relay(),
                gone.address(),
                gone.since());
    }

    public void restore(String network, String relay, String address) {
        sql.change(
                "DELETE FROM reach_withdrawn WHERE network = ? AND relay = ? AND address = ?", network, relay, address);
    }

    public List<String> rules(String kind) {
        return sql.list("SELECT subject FROM reach_rule WHERE kind = ? ORDER BY subject", row -> row.text(1), kind);
    }

    /// @return false when it stood before
    public boolean addRule(String kind, String subject) {
        return sql.change("INSERT OR IGNORE INTO reach_rule (kind, subject) VALUES (?, ?)", kind, subject) > 0;
    }

    /// @return false when there was none
    public boolean removeRule(String kind, String subject) {
        return sql.change("DELETE FROM reach_rule WHERE kind = ? AND subject = ?", kind, subject) > 0;
    }

    public void removeRules(String kind) {
        sql.change("DELETE FROM reach_rule WHERE kind = ?", kind);
    }

    /// Those that last, and the last ones that ended since a moment.
    public List<Incident> incidents(Instant endedSince) {
        return sql.list(
                "SELECT id, network, technique, began_at, noticed_at, ended_at, signs, told FROM reach_incident"
                        + " WHERE ended_at IS NULL OR ended_at >= ? ORDER BY id DESC LIMIT 1000",
                row -> new Incident(
                        row.number(1),
                        row.text(2),
                        row.text(3),
                        row.moment(4),
                        row.moment(5),
                        row.maybeMoment(6),
                        row.text(7),
                        row.smallNumber(8)),
                endedSince);
    }

    /// @return its number
    public long addIncident(Incident incident) {
        sql.change(
                "INSERT INTO reach_incident (network, technique, began_at, noticed_at, signs, told)"
                        + " VALUES (?, ?, ?, ?, ?, ?)",
                incident.network(),
                incident.technique(),
                incident.began(),
                incident.noticed(),
                incident.signs(),
                incident.told());
        return sql.lastId("reach_incident");
    }

    /// What may change of one: all but its network and its beginning.
    public void changeIncident(Incident incident) {
        sql.change(
                "UPDATE reach_incident SET technique = ?, ended_at = ?, signs = ?, told = ? WHERE id = ?",
                incident.technique(),
                incident.ended(),
                incident.signs(),
                incident.told(),
                incident.id());
    }

    /// Adds to what is there of the same hour.
    public void addHour(Hour hour) {
        var place = hour.place();
        var figures = hour.figures();
        sql.change(
                "INSERT INTO reach_hour (hour, network, relay, stage, failure, minutes, sessions, senders)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
                        + " ON CONFLICT DO UPDATE SET minutes = MIN(60, minutes + excluded.minutes),"
                        + " sessions = sessions + excluded.sessions, senders = MAX(senders, excluded.senders)",
                hour.hour(),
                place.network(),
                place.relay(),
                place.stage(),
                place.failure(),
                figures.minutes(),
                figures.sessions(),
                figures.senders());
    }

    /// The figures of one hour.
    public List<Hour> hour(Instant hour) {
        return sql.list(
                "SELECT network, relay, stage, failure, minutes, sessions, senders FROM reach_hour WHERE hour = ?",
                row -> new Hour(
                        hour,
                        new Place(row.text(1), row.text(2), row.text(3), row.text(4)),
                        new Figures(row.smallNumber(5), row.smallNumber(6), row.smallNumber(7))),
                hour);
    }

    /// Strikes out what is older.
    public void forgetHoursBefore(Instant moment) {
        sql.change("DELETE FROM reach_hour WHERE hour < ?", moment);
    }

    public void forgetStepsBefore(Instant moment) {
        sql.change("DELETE FROM reach_step WHERE taken_at < ?", moment);
        sql.change("DELETE FROM reach_incident WHERE ended_at < ?", moment);
    }

    /// A mail host of others.
    ///
    /// @param address 4 or 16 octets
    /// @param day at its beginning
    public record Host(Octets address, Instant day) {}

    /// Newest first.
    public List<Host> hosts(int most) {
        return sql.list(
                "SELECT address, heard_on FROM reach_host ORDER BY heard_on DESC LIMIT ?",
                row -> new Host(Octets.of(row.octets(1)), row.moment(2)),
                most);
    }

    public void keepHost(Host host) {
        sql.change(
                "INSERT INTO reach_host (address, heard_on) VALUES (?, ?)"
                        + " ON CONFLICT DO UPDATE SET heard_on = excluded.heard_on",
                host.address(),
                host.day());
    }

    /// Strikes out what is older, and the oldest of what is more.
    public void forgetHosts(Instant before, int most) {
        sql.change("DELETE FROM reach_host WHERE heard_on < ?", before);
        sql.change(
                "DELETE FROM reach_host WHERE address NOT IN"
                        + " (SELECT address FROM reach_host ORDER BY heard_on DESC LIMIT ?)",
                most);
    }

    public Optional<Octets> key() {
        return sql.first("SELECT secret FROM reach_key WHERE id = 1", row -> Octets.of(row.octets(1)));
    }

    public void setKey(Octets secret) {
        sql.change("INSERT INTO reach_key (id, secret) VALUES (1, ?)", secret);
    }
}
