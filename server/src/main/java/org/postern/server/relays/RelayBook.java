package org.postern.server.relays;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.postern.reach.Relay;
import org.postern.reach.RelayId;
import org.postern.reach.plan.Pool;
import org.postern.reach.relay.RelayKey;
import org.postern.reach.relay.RelayTarget;
import org.postern.server.db.Database;
import org.postern.server.db.RelayRows;

/// The relays in the database, and the one key that the core shows to all of them.
final class RelayBook {
    private final Database database;

    RelayBook(Database database) {
        this.database = database;
    }

    List<KnownRelay> all() {
        return database.read(tables -> tables.relays().all()).stream()
                .map(RelayBook::read)
                .toList();
    }

    /// @return false when there is one of its name
    boolean add(KnownRelay relay) {
        var row = row(relay);
        return database.write(tables -> {
            boolean there = tables.relays().all().stream()
                    .anyMatch(known -> known.name().equals(row.name()));
            if (!there) {
                tables.relays().add(row);
            }
            return !there;
        });
    }

    boolean setStanding(RelayId relay, Pool.Standing standing) {
        return database.write(tables -> tables.relays().setStanding(relay.name(), standing.name()));
    }

    boolean remove(RelayId relay) {
        return database.write(tables -> tables.relays().remove(relay.name()));
    }

    /// Made when it is first asked for. It lies there as it is, behind the mode of the data folder, because
    /// the server starts without a person.
    RelayKey key() {
        var known = database.read(tables -> tables.relays().key());
        if (known.isPresent()) {
            return RelayKey.ofFile(known.get());
        }
        var made = RelayKey.generate().toFile();
        return RelayKey.ofFile(database.write(tables -> {
            var there = tables.relays().key();
            if (there.isEmpty()) {
                tables.relays().setKey(made);
            }
            return there.orElse(made);
        }));
    }

    private static KnownRelay read(RelayRows.Stored row) {
        var way = row.way();
        var addresses = Arrays.stream(row.addresses().split(" "))
                .map(InetAddress::ofLiteral)
                .toList();
        return new KnownRelay(
                new Relay(
                        new RelayId(row.name()),
                        addresses,
                        NetworkText.parse(row.network()).orElseThrow()),
                new RelayTarget.Place(way.login(), way.host(), way.port()),
                way.hostKey(),
                new KnownRelay.Listening(way.listen(), way.mailPort(), way.webPort()),
                Pool.Standing.valueOf(row.standing()));
    }

    private static RelayRows.Stored row(KnownRelay relay) {
        var place = relay.place();
        var listening = relay.listening();
        return new RelayRows.Stored(
                relay.id().name(),
                new RelayRows.Way(
                        place.user(),
                        place.host(),
                        place.port(),
                        relay.hostKey(),
                        listening.address(),
                        listening.mailPort(),
                        listening.webPort()),
                relay.relay().addresses().stream()
                        .map(InetAddress::getHostAddress)
                        .collect(Collectors.joining(" ")),
                relay.relay().hosting().toString(),
                relay.standing().name());
    }
}
