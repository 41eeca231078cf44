package org.postern.server.reachctl;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.postern.server.db.Database;
import org.postern.server.db.ReachRows;
import org.postern.wire.Octets;

/// Mail hosts of others in the database, so that a service that starts anew knows where to look.
///
/// THREAT T-40: a mail host answers on port 25 to anybody, and a person's machine does not; of each its address is
/// kept and the last day of mail with it, a month long, so many and no more.
final class HostBook {
    static final int MOST = 10_000;
    static final Duration KEPT = Duration.ofDays(30);

    private final Database database;

    /// @param day of the last mail, at its beginning
    record Known(InetAddress address, Instant day) {}

    HostBook(Database database) {
        this.database = database;
    }

    /// The day that is kept of a moment.
    static Instant day(Instant moment) {
        return moment.truncatedTo(ChronoUnit.DAYS);
    }

    void keep(Known host) {
        var row = new ReachRows.Host(Octets.of(host.address().getAddress()), host.day());
        database.change(tables -> tables.reach().keepHost(row));
    }

    /// Those of the last month, the newest last.
    List<Known> known(Instant now) {
        var oldest = day(now.minus(KEPT));
        return database.read(tables -> tables.reach().hosts(MOST)).stream()
                .filter(row -> !row.day().isBefore(oldest))
                .map(row -> new Known(address(row.address()), row.day()))
                .toList()
                .reversed();
    }

    /// Once in a while.
    void forgetOld(Instant now) {
        database.change(tables -> tables.reach().forgetHosts(day(now.minus(KEPT)), MOST));
    }

    private static InetAddress address(Octets octets) {
        try {
            return InetAddress.getByAddress(octets.toByteArray());
        } catch (UnknownHostException fourOrSixteenOctets) {
            throw new IllegalStateException(fourOrSixteenOctets);
        }
    }
}
