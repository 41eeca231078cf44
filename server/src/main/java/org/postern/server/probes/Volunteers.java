package org.postern.server.probes;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.postern.reach.SourceNetwork;
import org.postern.reach.probe.ProbeTicket;
import org.postern.server.db.Database;
import org.postern.server.db.ReachOutRows.Ticket;
import org.postern.server.time.Clock;
import org.postern.wire.Octets;
import org.postern.wire.Sha256;

/// Who may report: holders of a ticket, each for one network. Nothing here says who they are; the label is
/// the operator's own word.
public final class Volunteers {
    private static final int SECRET_OCTETS = 32;

    private final Database database;
    private final Clock clock;
    private final SecureRandom random;

    public Volunteers(Database database, Clock clock, SecureRandom random) {
        this.database = database;
        this.clock = clock;
        this.random = random;
    }

    /// @param label unique, 1 to 40 of `a-z 0-9 -`
    /// @return the secret of the new ticket; empty when the label is taken
    public Optional<String> invite(String label, SourceNetwork.As network) {
        var octets = new byte[SECRET_OCTETS];
        random.nextBytes(octets);
        var secret = Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
        var ticket = new Ticket(label, Octets.of(Sha256.of(secret)), Long.toString(network.number()), clock.instant());
        return database.write(tables -> tables.reachOut().add(ticket)) ? Optional.of(secret) : Optional.empty();
    }

    public List<Ticket> all() {
        return database.read(tables -> tables.reachOut().tickets());
    }

    /// @return false when there is none of this label
    public boolean dismiss(String label) {
        return database.write(tables -> tables.reachOut().removeTicket(label));
    }

    /// The volunteer whose ticket has this secret.
    ///
    /// @see ProbeTicket#secret()
    Optional<Volunteer> find(String secret) {
        var hash = Sha256.of(secret);
        return all().stream()
                .filter(ticket -> MessageDigest.isEqual(ticket.hash().toByteArray(), hash))
                .findFirst()
                .map(ticket -> new Volunteer(ticket.label(), new SourceNetwork.As(Long.parseLong(ticket.network()))));
    }

    /// @param network that the operator knows it to be in, whatever a report says
    record Volunteer(String label, SourceNetwork network) {}
}
