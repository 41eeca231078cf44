package org.postern.server.notary;

import java.util.function.Supplier;
import org.postern.server.db.Database;
import org.postern.server.db.NotaryRows;
import org.postern.server.time.Clock;
import org.postern.wire.Octets;

/// Keys of this server that are not a domain's, each made at its first use and kept. Only this room
/// sees them.
final class OwnKeys {
    private final Database database;
    private final Clock clock;

    OwnKeys(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /// @param secret in the form that its maker gave it
    record Pair(Octets secret, Octets open) {
        @Override
        public String toString() {
            return "Pair"; // never the key
        }
    }

    Pair of(String purpose, Supplier<Pair> maker) {
        var known = database.read(tables -> tables.notary().own(purpose));
        var row = known.orElseGet(() -> add(purpose, maker.get()));
        return new Pair(row.secret(), row.open());
    }

    private NotaryRows.OwnKey add(String purpose, Pair made) {
        var row = new NotaryRows.OwnKey(purpose, made.secret(), made.open(), clock.instant());
        return database.write(tables -> tables.notary().own(purpose).orElseGet(() -> {
            tables.notary().add(row);
            return row;
        }));
    }
}
