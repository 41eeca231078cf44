package org.postern.server.jmap.mail;

import java.util.List;
import org.postern.server.accounts.Account;
import org.postern.server.jmap.core.Json;
import tools.jackson.databind.node.ObjectNode;

/// The one identity of an account: its address (RFC 8621 §6). The name that a person goes by is sealed
/// in the client's settings, so it is empty here.
public final class Identity {
    static final String STATE = "0";
    static final List<String> PROPERTIES =
            List.of("id", "name", "email", "replyTo", "bcc", "textSignature", "htmlSignature", "mayDelete");

    private Identity() {}

    /// The id of the account's identity.
    public static String id(Account account) {
        return "i" + account.id().value();
    }

    static ObjectNode json(Account account, List<String> properties) {
        var body = Json.object().put("id", id(account));
        for (var property : properties) {
            switch (property) {
                case "name", "textSignature", "htmlSignature" -> body.put(property, "");
                case "email" -> body.put(property, account.address().toString());
                case "replyTo", "bcc" -> body.putNull(property);
                case "mayDelete" -> body.put(property, false);
                default -> {}
            }
        }
        return body;
    }
}
