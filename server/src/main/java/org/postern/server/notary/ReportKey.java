package org.postern.server.notary;

import java.util.Optional;
import org.postern.reach.probe.SealedReport;
import org.postern.server.db.Database;
import org.postern.server.time.Clock;
import org.postern.wire.Octets;

/// The key that volunteers seal their probe reports to (ADR 0008). It opens reports and nothing else: no
/// mail is ever sealed to it.
public final class ReportKey {
    private static final String PURPOSE = "probe reports";

    private final OwnKeys.Pair pair;

    public ReportKey(Database database, Clock clock) {
        this.pair = new OwnKeys(database, clock).of(PURPOSE, ReportKey::make);
    }

    private static OwnKeys.Pair make() {
        var made = SealedReport.generate();
        return new OwnKeys.Pair(made[0], made[1]);
    }

    /// The public half, 32 octets.
    public Octets key() {
        return pair.open();
    }

    /// Empty when it is not for us, or was changed.
    public Optional<Octets> open(Octets sealed) {
        return SealedReport.open(pair.secret(), pair.open(), sealed);
    }
}
