package org.postern.server.smtpin;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BiPredicate;
import org.postern.reach.RelayId;
import org.postern.server.accounts.Account;
import org.postern.server.accounts.AccountId;
import org.postern.server.accounts.Accounts;
import org.postern.server.intake.Arrival;
import org.postern.server.intake.Intake;
import org.postern.server.intake.Outcome;
import org.postern.server.net.Connection;
import org.postern.server.net.MemoryBudget;
import org.postern.server.net.Sightings;
import org.postern.server.net.Tls;
import org.postern.server.settings.HostPort;
import org.postern.server.settings.Size;
import org.postern.server.time.Clock;
import org.postern.server.trace.Metrics;
import org.postern.wire.address.Domain;
import org.postern.wire.address.MailAddress;

/// A door on a loopback port, with accounts and an intake that are written by hand: `ada` and
/// `postmaster` exist at `here.test`, `full` is full, `gone` is suspended, `abuse` has nobody yet. The
/// intake keeps everything but mail from `later@` and `never@`.
final class TestDoor implements AutoCloseable {
    static final String HOST = "mx.here.test";

    final BlockingQueue<Arrival> kept = new LinkedBlockingQueue<>();
    final MemoryBudget memory;
    private final Door door;

    TestDoor(SmtpSettings settings, Optional<Tls> tls) {
        this(settings, tls, Optional.empty());
    }

    TestDoor(SmtpSettings settings, Optional<Tls> tls, Optional<Intake> intake) {
        this(settings, tls, intake, Sightings.NONE);
    }

    TestDoor(SmtpSettings settings, Optional<Tls> tls, Optional<Intake> intake, Sightings sightings) {
        memory = new MemoryBudget(settings.memory().bytes());
        var parts = new Door.Parts(
                settings,
                HOST,
                new HereAccounts(),
                (account, size) -> account.value() != 2,
                intake.orElse(this::take),
                tls,
                memory,
                Clock.system(),
                new Metrics(),
                sightings);
        door = Door.open(parts);
    }

    /// Limits small enough to be met in a test; time-outs long enough never to be.
    static SmtpSettings settings() {
        return new SmtpSettings(
                new HostPort("127.0.0.1", 0),
                new Size(100_000),
                5,
                2048,
                2000,
                20,
                3,
                Duration.ofMinutes(5),
                Duration.ofMinutes(5),
                Duration.ofMinutes(5),
                50,
                20,
                new Size(10_000_000),
                Duration.ofSeconds(5));
    }

    /// The same with other time-outs: for a command, for text, for a session.
    static SmtpSettings times(Duration command, Duration text, Duration session) {
        var usual = settings();
        return new SmtpSettings(
                usual.listen(),
                usual.messageSize(),
                usual.recipients(),
                usual.commandLine(),
                usual.textLine(),
                usual.errors(),
                usual.unknownRecipients(),
                command,
                text,
                session,
                usual.sessions(),
                usual.sessionsPerNetwork(),
                usual.memory(),
                usual.stopTime());
    }

    /// Others with another bound of memory, and of one message.
    static SmtpSettings withMemory(SmtpSettings usual, Size memory, Size message) {
        return new SmtpSettings(
                usual.listen(),
                message,
                usual.recipients(),
                usual.commandLine(),
                usual.textLine(),
                usual.errors(),
                usual.unknownRecipients(),
                usual.commandTime(),
                usual.textTime(),
                usual.sessionTime(),
                usual.sessions(),
                usual.sessionsPerNetwork(),
                memory,
                usual.stopTime());
    }

    int port() {
        return door.port();
    }

    /// Serves a connection that did not come by the port.
    void welcome(Connection connection) {
        door.welcome(connection);
    }

    int resetSilent(BiPredicate<InetAddress, RelayId> whose, Duration silentFor) {
        return door.resetSilent(whose, silentFor);
    }

    /// Returns when every session has ended.
    void stop() {
        door.close();
    }

    @Override
    public void close() {
        stop();
    }

    private Outcome take(Arrival arrival) {
        var sender = arrival.returnPath().map(MailAddress::local).orElse("");
        return switch (sender) {
            case "later" -> new Outcome.Deferred(451, "4.3.0", "Cannot keep mail now, try again later");
            case "never" -> new Outcome.Refused(554, "5.4.6", "The message goes in a circle");
            default -> {
                kept.add(arrival);
                yield new Outcome.Kept();
            }
        };
    }

    private static final class HereAccounts implements Accounts {
        private static final Domain HERE = Domain.parse("here.test").orElseThrow();
        private static final Map<String, Long> IDS =
                Map.of("ada", 1L, "full", 2L, "postmaster", 4L, "\u00e4da", 5L, "bob", 6L);

        @Override
        public Route route(MailAddress address) {
            if (!isLocal(address.domain())) {
                return new Route.Elsewhere();
            }
            var local = address.canonical().local();
            if (local.equals("gone")) {
                return new Route.Suspended(new AccountId(3));
            }
            if (local.equals("abuse")) {
                return new Route.NobodyYet();
            }
            var id = IDS.get(local);
            return id == null ? new Route.Unknown() : new Route.ToAccount(new AccountId(id), address);
        }

        @Override
        public boolean isLocal(Domain domain) {
            return domain.equals(HERE);
        }

        @Override
        public List<Domain> domains() {
            return List.of(HERE);
        }

        @Override
        public Optional<Account> account(AccountId id) {
            return Optional.of(
                    new Account(id, MailAddress.parse("ada@here.test").orElseThrow(), false, 1 << 20, Instant.EPOCH));
        }

        @Override
        public List<Account> all() {
            return List.of();
        }
    }
}
