package org.postern.reach.plan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.reach.Relay;
import org.postern.reach.RelayId;

/// The relays that there are, and how they stand. Never changes: each change makes another.
public final class Pool {
    private final List<Member> members;
    private final Map<RelayId, Member> byId = new HashMap<>();

    public Pool(List<Member> members) {
        this.members = List.copyOf(members);
        members.forEach(member -> byId.put(member.relay().id(), member));
    }

    /// @param standing as the operator and the planner left it
    /// @param up its connection stands
    public record Member(Relay relay, Standing standing, boolean up) {}

    /// Whether answers may name it.
    public enum Standing {
        SERVING,
        SPARE,
        RETIRED
    }

    public List<Member> members() {
        return members;
    }

    public Optional<Member> member(RelayId id) {
        return Optional.ofNullable(byId.get(id));
    }

    boolean isUp(RelayId id) {
        var member = byId.get(id);
        return member != null && member.up();
    }
}
