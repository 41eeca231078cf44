package org.postern.server.main;

import org.postern.reach.RelayId;
import org.postern.reach.relay.RelayStream;
import org.postern.server.net.RelayedConnection;
import org.postern.server.relays.Relays;
import org.postern.server.smtpin.Door;
import org.postern.server.time.Clock;

/// Joins relays to the doors that serve what comes in by them.
record RelayHouse(Relays relays, Door smtp, Clock clock) {
    void open() {
        relays.start(this::welcome);
    }

    private void welcome(RelayId relay, RelayStream stream) {
        smtp.welcome(new RelayedConnection(relay, stream, clock));
    }
}
