package org.postern.server.reachctl;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.postern.reach.NetworkMap;
import org.postern.reach.RelayId;
import org.postern.reach.SourceNetwork;
import org.postern.server.net.DialFailed;
import org.postern.server.relays.Egress;

/// The way that mail leaves by, as the planner set it; every try is one more look at the reverse
/// path, at a host that we exchange mail with.
final class LiveEgress implements Egress {
    private final NetworkMap map;
    private final StepBook book;
    private final BiConsumer<Tried, InetAddress> heard;

    /// One connection of a delivery, or none that came about.
    record Tried(SourceNetwork network, RelayId by, Optional<DialFailed.Word> failure) {}

    LiveEgress(NetworkMap map, StepBook book, BiConsumer<Tried, InetAddress> heard) {
        this.map = map;
        this.book = book;
        this.heard = heard;
    }

    @Override
    public List<RelayId> ways(InetAddress to) {
        var by = book.routes().get(map.of(to));
        return by == null ? List.of(RelayId.CORE) : List.of(by, RelayId.CORE);
    }

    @Override
    public void tried(InetAddress to, RelayId by, Optional<DialFailed.Word> failure) {
        heard.accept(new Tried(map.of(to), by, failure), to);
    }
}
