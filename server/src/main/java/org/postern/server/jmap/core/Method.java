package org.postern.server.jmap.core;

import org.postern.server.mailstore.Snapshot;
import tools.jackson.databind.node.ObjectNode;

/// One method of the API. The answer has the method's own name; an error is thrown as [MethodError] or
/// [BadMember].
public sealed interface Method {
    /// For instance `Email/get`.
    String name();

    /// What the request must name in `using` for the method to be known.
    Capability capability();

    /// Whether its arguments name an account; the dispatcher has then checked that it is the caller's.
    default boolean inAccount() {
        return true;
    }

    /// Needs no store.
    non-sealed interface Plain extends Method {
        ObjectNode answer(Members arguments, Exchange exchange);
    }

    /// Reads the account under the snapshot that this request's neighbouring reads share. Runs on a
    /// database thread: short, and no other store is asked.
    non-sealed interface Reading extends Method {
        ObjectNode answer(Members arguments, Exchange exchange, Snapshot snapshot);
    }

    /// Changes something, or asks another store than the mailstore; reads after it see what it did.
    non-sealed interface Acting extends Method {
        ObjectNode answer(Members arguments, Exchange exchange);
    }
}
