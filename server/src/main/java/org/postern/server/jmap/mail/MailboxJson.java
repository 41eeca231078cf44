package org.postern.server.jmap.mail;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postern.server.jmap.core.Exchange;
import org.postern.server.jmap.core.Json;
import org.postern.server.mailstore.Mailbox;
import org.postern.server.mailstore.MailboxId;
import org.postern.server.mailstore.Role;
import tools.jackson.databind.node.ObjectNode;

/// A mailbox as clients see it (RFC 8621 §2).
final class MailboxJson {
    static final String SEALED_NAME = "sealedName";

    private static final List<String> PROPERTIES = List.of(
            "id",
            "name",
            "parentId",
            "role",
            "sortOrder",
            "totalEmails",
            "unreadEmails",
            "totalThreads",
            "unreadThreads",
            "myRights",
            "isSubscribed");

    private MailboxJson() {}

    /// What a client may ask for.
    static List<String> properties(Exchange exchange) {
        if (!exchange.sealed()) {
            return PROPERTIES;
        }
        var all = new ArrayList<>(PROPERTIES);
        all.add(SEALED_NAME);
        return all;
    }

    static ObjectNode json(Mailbox mailbox, List<String> properties) {
        var body = Json.object().put("id", mailbox.id().toString());
        properties.forEach(name -> put(body, mailbox, name));
        return body;
    }

    /// The name to whoever cannot open the sealed one: the server does not know it (THREAT T-02).
    static String name(Mailbox mailbox) {
        return mailbox.role().map(MailboxJson::name).orElseGet(() -> name(mailbox.id()));
    }

    static String name(MailboxId made) {
        return "Folder " + made.value();
    }

    private static String name(Role role) {
        return switch (role) {
            case INBOX -> "Inbox";
            case DRAFTS -> "Drafts";
            case SENT -> "Sent";
            case ARCHIVE -> "Archive";
            case JUNK -> "Junk";
            case TRASH -> "Trash";
        };
    }

    private static void put(ObjectNode body, Mailbox mailbox, String property) {
        var counts = mailbox.counts();
        switch (property) {
            case "name" -> body.put(property, name(mailbox));
            case "parentId" ->
                body.put(property, mailbox.parent().map(MailboxId::toString).orElse(null));
            case "role" -> body.put(property, mailbox.role().map(Role::word).orElse(null));
            case "sortOrder" -> body.put(property, mailbox.sortOrder());
            case "totalEmails" -> body.put(property, counts.totalEmails());
            case "unreadEmails" -> body.put(property, counts.unreadEmails());
            case "totalThreads" -> body.put(property, counts.totalThreads());
            case "unreadThreads" -> body.put(property, counts.unreadThreads());
            case "myRights" -> body.set(property, rights(mailbox.role().isEmpty()));
            case "isSubscribed" -> body.put(property, mailbox.subscribed());
            case SEALED_NAME -> body.put(property, sealedName(mailbox));
            default -> {}
        }
    }

    private static @Nullable String sealedName(Mailbox mailbox) {
        return mailbox.role().isPresent()
                ? null
                : Base64.getEncoder().encodeToString(mailbox.sealedName().toByteArray());
    }

    /// @param own made by the user
    static ObjectNode rights(boolean own) {
        return Json.object()
                .put("mayReadItems", true)
                .put("mayAddItems", true)
                .put("mayRemoveItems", true)
                .put("maySetSeen", true)
                .put("maySetKeywords", true)
                .put("mayCreateChild", true)
                .put("mayRename", own)
                .put("mayDelete", own)
                .put("maySubmit", true);
    }
}
