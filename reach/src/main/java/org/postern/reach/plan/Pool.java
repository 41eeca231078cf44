package org.postern.reach.plan;

import java.util.List;
import java.util.Optional;
import org.postern.reach.Relay;
import org.postern.reach.RelayId;

/// The relays that there are, and how they stand.
public record Pool(List<Member> members) {
    public Pool {
        members = List.copyOf(members);
    }

    /// @param standing as the operator and the planner left it
    /// @param up its connection stands and it answers with our banner
    public record Member(Relay relay, Standing standing, boolean up) {}

    /// Whether answers may name it.
    public enum Standing {
        SERVING,
        SPARE,
        RETIRED
    }

    public Optional<Member> member(RelayId id) {
        return members.stream().filter(member -> member.relay().id().equals(id)).findFirst();
    }
}
