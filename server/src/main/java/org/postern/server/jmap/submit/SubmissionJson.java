package org.postern.server.jmap.submit;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.postern.server.accounts.Account;
import org.postern.server.jmap.core.Exchange;
import org.postern.server.jmap.core.Json;
import org.postern.server.jmap.mail.Identity;
import org.postern.server.queue.SubmissionNote;
import tools.jackson.databind.node.ObjectNode;

/// A submission as clients see it (RFC 8621 §7). Addresses are there while the job lives, then counts.
final class SubmissionJson {
    private static final String COUNTS = "deliveryCounts";
    private static final List<String> PROPERTIES = List.of(
            "id",
            "identityId",
            "emailId",
            "threadId",
            "envelope",
            "sendAt",
            "undoStatus",
            "deliveryStatus",
            "dsnBlobIds",
            "mdnBlobIds");

    private SubmissionJson() {}

    static List<String> properties(Exchange exchange) {
        var all = new ArrayList<>(PROPERTIES);
        if (exchange.sealed()) {
            all.add(COUNTS);
        }
        return all;
    }

    static ObjectNode json(Account account, SubmissionNote note, List<String> properties) {
        var body = Json.object().put("id", note.id().toString());
        for (var property : properties) {
            switch (property) {
                case "identityId" -> body.put(property, Identity.id(account));
                case "emailId" -> body.put(property, note.email().toString());
                case "threadId" -> body.put(property, note.thread().toString());
                case "envelope" -> putEnvelope(body, account, note);
                case "sendAt" -> body.put(property, sendAt(note));
                case "undoStatus" -> body.put(property, "final");
                case "deliveryStatus" -> putDeliveries(body, note);
                case "dsnBlobIds", "mdnBlobIds" -> body.set(property, Json.array());
                case COUNTS ->
                    body.set(
                            property,
                            Json.object()
                                    .put("delivered", note.delivered())
                                    .put("failed", note.failed())
                                    .put("waiting", note.waiting()));
                default -> {}
            }
        }
        return body;
    }

    static String sendAt(SubmissionNote note) {
        return note.sentAt().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static void putEnvelope(ObjectNode body, Account account, SubmissionNote note) {
        if (note.deliveries().isEmpty()) {
            body.putNull("envelope");
            return;
        }
        var to = Json.array();
        note.deliveries().keySet().forEach(address -> to.add(address(address.toString())));
        var envelope = Json.object();
        envelope.set("mailFrom", address(account.address().toString()));
        envelope.set("rcptTo", to);
        body.set("envelope", envelope);
    }

    private static ObjectNode address(String email) {
        return Json.object().put("email", email).putNull("parameters");
    }

    private static void putDeliveries(ObjectNode body, SubmissionNote note) {
        if (note.deliveries().isEmpty()) {
            body.putNull("deliveryStatus");
            return;
        }
        var statuses = Json.object();
        note.deliveries()
                .forEach((address, delivery) -> statuses.set(
                        address.toString(),
                        Json.object()
                                .put("smtpReply", delivery.smtpReply())
                                .put("delivered", delivery.delivered().name().toLowerCase(Locale.ROOT))
                                .put("displayed", "unknown")));
        body.set("deliveryStatus", statuses);
    }
}
