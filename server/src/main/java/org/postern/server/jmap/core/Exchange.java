package org.postern.server.jmap.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postern.server.accounts.Account;
import tools.jackson.databind.node.ObjectNode;

/// What the calls of one request share.
public final class Exchange {
    private final Account account;
    private final Set<Capability> using;
    private final Map<String, String> createdIds = new HashMap<>();
    private final List<Implied> implied = new ArrayList<>();

    public Exchange(Account account, Set<Capability> using) {
        this.account = account;
        this.using = using;
    }

    public Account account() {
        return account;
    }

    public boolean uses(Capability capability) {
        return using.contains(capability);
    }

    /// Whether the client speaks docs/format/jmap-sealed.md.
    public boolean sealed() {
        return uses(Capability.SEALED);
    }

    /// RFC 8620 §5.3: `#creationId` of this request stands for the id that was given; anything else for
    /// itself. Empty when nothing was created under that name.
    public Optional<String> id(String idOrCreation) {
        return idOrCreation.startsWith("#")
                ? Optional.ofNullable(createdIds.get(idOrCreation.substring(1)))
                : Optional.of(idOrCreation);
    }

    public void created(String creationId, String id) {
        createdIds.put(creationId, id);
    }

    /// A call that the client did not write but that follows from one (RFC 8621 §7.5); its answer comes
    /// after that one's, with the same call id.
    public void then(String method, ObjectNode arguments) {
        implied.add(new Implied(method, arguments));
    }

    Map<String, String> createdIds() {
        return createdIds;
    }

    Optional<Implied> nextImplied() {
        return implied.isEmpty() ? Optional.empty() : Optional.of(implied.removeFirst());
    }

    record Implied(String method, ObjectNode arguments) {}
}
