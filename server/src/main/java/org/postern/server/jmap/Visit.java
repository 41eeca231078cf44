package org.postern.server.jmap;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.postern.server.accounts.Account;
import org.postern.server.jmap.core.Visitor;

/// One request that the gate let in.
///
/// @param rest of the path, after the resource's own part and its slash
record Visit(Request request, Response response, Callback callback, Visitor visitor, String rest) {
    Account account() {
        return visitor.account();
    }
}
