package org.postern.server.reachctl.update;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.postern.server.time.Clock;
import org.postern.server.time.Periodic;
import org.postern.server.trace.Field;
import org.postern.server.trace.Trace;

/// Keeps the addresses at the other name server as they should be: looks every so often, and sends an
/// update when they have moved, or again when the last one did not arrive.
public final class Rotation implements AutoCloseable {
    private static final Trace TRACE = Trace.of(Rotation.class);

    private final NameUpdates updates;
    private final Supplier<List<InetAddress>> wanted;
    private final Periodic looks;
    private List<InetAddress> there = List.of();

    private Rotation(NameUpdates updates, Supplier<List<InetAddress>> wanted, Duration every, Clock clock) {
        this.updates = updates;
        this.wanted = wanted;
        looks = Periodic.start(clock, "dns-update", every, this::look);
    }

    /// Looks first when the time is over once: at a start the relays are still coming up, and the other server has
    /// the addresses of before.
    ///
    /// @param wanted which addresses there should be now, for everybody; an empty list for no change
    public static Rotation start(NameUpdates updates, Supplier<List<InetAddress>> wanted, Duration every, Clock clock) {
        return new Rotation(updates, wanted, every, clock);
    }

    @Override
    public void close() {
        looks.close();
    }

    private void look() {
        var now = wanted.get();
        if (now.isEmpty() || now.equals(there)) {
            return;
        }
        switch (updates.move(now)) {
            case NameUpdates.Outcome.Done() -> {
                there = now;
                TRACE.event("addresses moved at the other name server", Field.count("addresses", now.size()));
            }
            case NameUpdates.Outcome.Refused(int rcode) ->
                TRACE.event("update refused by the other name server", Field.count("rcode", rcode));
            case NameUpdates.Outcome.NotSigned() ->
                TRACE.event("update answered without our key by the other name server; is its key the same?");
            case NameUpdates.Outcome.NotHeard() -> TRACE.event("update not heard by the other name server");
        }
    }
}
