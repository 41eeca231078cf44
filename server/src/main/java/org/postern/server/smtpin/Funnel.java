package org.postern.server.smtpin;

import java.io.IOException;
import java.net.SocketTimeoutException;
import javax.net.ssl.SSLException;
import org.postern.reach.Failure;
import org.postern.reach.Stage;
import org.postern.server.net.Connection;
import org.postern.server.net.DialFailed;
import org.postern.server.net.Sightings;
import org.postern.server.time.Clock;

/// Tells who counts how far one session comes, and how it breaks. A session breaks when it ends before
/// a message was taken, and nobody said anything that would explain it. For the session's own thread,
/// but for [#settled].
final class Funnel {
    private static final long TELLING_OCTETS = 8 * 1024; // of less the speed says little
    private static final long CRAWL = 4 * 1024; // octets a second: a modem of 1995 is faster

    private final Connection connection;
    private final Sightings sightings;
    private final Clock clock;
    private Stage furthest = Stage.CONNECTED;
    private boolean textOnItsWay;
    private long textBeganNanos;
    private long octets;
    private volatile boolean settled;

    Funnel(Connection connection, Sightings sightings, Clock clock) {
        this.connection = connection;
        this.sightings = sightings;
        this.clock = clock;
    }

    /// Each stage is told once: a second EHLO, inside TLS, is no second session.
    void reached(Stage stage) {
        if (stage == Stage.CONNECTED || furthest.compareTo(stage) < 0) {
            furthest = stage;
            sightings.passed(connection.peer(), connection.via(), stage);
        }
    }

    void textBegan() {
        if (!textOnItsWay) {
            textOnItsWay = true;
            textBeganNanos = clock.nanos();
            octets = 0;
        }
    }

    void octets(int more) {
        octets += more;
    }

    /// The end of a message was read. One that crawled is told as broken by a time-out after its end: the next one
    /// may not live to see its own. Where this is usual, the judge knows it.
    void textEnded() {
        textOnItsWay = false;
        if (crawled()) {
            sightings.broke(connection.peer(), connection.via(), Stage.TEXT_ENDED, Failure.GENERIC_TIMEOUT_ERROR, 0);
        } else {
            sightings.passed(connection.peer(), connection.via(), Stage.TEXT_ENDED);
        }
    }

    private boolean crawled() {
        double seconds = (clock.nanos() - textBeganNanos) / 1e9;
        return octets >= TELLING_OCTETS && octets < CRAWL * seconds;
    }

    /// 250 was answered to a message.
    void kept() {
        settled = true;
        sightings.passed(connection.peer(), connection.via(), Stage.KEPT);
    }

    /// The peer has an answer, or is told the end: what it does after that is no sign of a network's doing.
    void settled() {
        settled = true;
    }

    /// The peer closed between two commands.
    void ended() {
        if (!settled) {
            broke(Failure.EOF_ERROR);
        }
    }

    void broke(IOException how) {
        if (!settled || textOnItsWay) {
            broke(failure(how));
        }
    }

    /// A text that does not come to its end is counted after [Stage#TLS_DONE], also in the clear: the
    /// judge holds it against the texts that ended, not against the greetings.
    private void broke(Failure failure) {
        sightings.broke(
                connection.peer(),
                connection.via(),
                textOnItsWay ? Stage.TLS_DONE : furthest,
                failure,
                textOnItsWay ? Math.max(octets, 1) : 0);
    }

    private Failure failure(IOException how) {
        if (how instanceof SocketTimeoutException || how.getCause() instanceof SocketTimeoutException) {
            return Failure.GENERIC_TIMEOUT_ERROR;
        }
        var failure = DialFailed.of(how).failure();
        boolean inHandshake = furthest == Stage.TLS_BEGUN;
        return inHandshake && (how instanceof SSLException || failure == Failure.UNKNOWN_FAILURE)
                ? Failure.SSL_FAILED_HANDSHAKE
                : failure;
    }
}
