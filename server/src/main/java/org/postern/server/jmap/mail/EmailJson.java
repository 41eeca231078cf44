package org.postern.server.jmap.mail;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.server.jmap.blob.BlobId;
import org.postern.server.jmap.blob.Wrapping;
import org.postern.server.jmap.core.Exchange;
import org.postern.server.jmap.core.Json;
import org.postern.server.jmap.core.Members;
import org.postern.server.jmap.core.MethodError;
import org.postern.server.mailstore.Email;
import org.postern.server.mailstore.EmailId;
import org.postern.server.mailstore.Snapshot;
import org.postern.wire.Octets;
import tools.jackson.databind.node.ObjectNode;

/// An email as clients see it (RFC 8621 §4.1): what the server knows of it, and for the rest the
/// PGP/MIME form around it (THREAT T-02).
///
/// @param parts how body parts are written
final class EmailJson {
    static final String SEALED_SUMMARY = "sealedSummary";
    private static final String SEALED_BLOB_ID = "sealedBlobId";

    /// RFC 8621 §4.2: what a client gets that names no properties.
    private static final List<String> USUAL = List.of(
            "id",
            "blobId",
            "threadId",
            "mailboxIds",
            "keywords",
            "size",
            "receivedAt",
            "messageId",
            "inReplyTo",
            "references",
            "sender",
            "from",
            "to",
            "cc",
            "bcc",
            "replyTo",
            "subject",
            "sentAt",
            "hasAttachment",
            "preview",
            "bodyValues",
            "textBody",
            "htmlBody",
            "attachments");
    private static final List<String> ALSO = List.of("bodyStructure", "headers");
    private static final List<String> SEALED = List.of(SEALED_SUMMARY, SEALED_BLOB_ID);

    private final Exchange exchange;
    private final Wrapping wrapping;
    private final List<String> properties;
    private final List<HeaderProperty> headers;
    private final PartJson parts;

    private EmailJson(Exchange exchange, List<String> asked, PartJson parts) {
        this.exchange = exchange;
        this.wrapping = new Wrapping(exchange.account().address().domain());
        this.properties =
                asked.stream().filter(name -> !HeaderProperty.isOne(name)).toList();
        this.headers = asked.stream()
                .filter(HeaderProperty::isOne)
                .map(HeaderProperty::read)
                .toList();
        this.parts = parts;
    }

    /// @param asked the `properties` argument
    /// @throws MethodError `invalidArguments` for a property that no email has
    static EmailJson read(Exchange exchange, Optional<List<String>> asked, Members arguments) {
        var usual = new ArrayList<>(USUAL);
        if (exchange.sealed()) {
            usual.addAll(SEALED);
        }
        var wanted = asked.orElse(usual);
        for (var name : wanted) {
            if (!HeaderProperty.isOne(name) && !usual.contains(name) && !ALSO.contains(name)) {
                throw MethodError.invalidArguments("properties: one is not known");
            }
        }
        return new EmailJson(exchange, wanted, PartJson.read(arguments));
    }

    /// Whether [#json] needs the sealed summaries.
    boolean needsOpenings() {
        return properties.contains(SEALED_SUMMARY);
    }

    ObjectNode json(Email email, Map<EmailId, Snapshot.Opening> openings) {
        var body = Json.object().put("id", email.id().toString());
        for (var property : properties) {
            switch (property) {
                case "id", "blobId", "threadId", "mailboxIds", "keywords", "size", "receivedAt" ->
                    putKnown(body, email, property);
                case SEALED_BLOB_ID ->
                    body.put(property, new BlobId.Sealed(exchange.account().id(), email.id()).toString());
                case SEALED_SUMMARY ->
                    Optional.ofNullable(openings.get(email.id()))
                            .ifPresent(opening ->
                                    body.put(property, base64(Octets.join(opening.key(), opening.summary()))));
                default -> putWrapping(body, email, property);
            }
        }
        var header = wrapping.header(email.id(), email.receivedAt());
        headers.forEach(asked -> body.set(asked.property(), asked.of(header)));
        return body;
    }

    private void putKnown(ObjectNode body, Email email, String property) {
        switch (property) {
            case "blobId" ->
                body.put(property, new BlobId.Wrapped(exchange.account().id(), email.id()).toString());
            case "threadId" -> body.put(property, email.thread().toString());
            case "mailboxIds" -> body.set(property, set(email.uids().keySet()));
            case "keywords" -> body.set(property, set(email.keywords()));
            case "size" -> body.put(property, wrapping.size(email));
            case "receivedAt" -> body.put(property, receivedAt(email));
            default -> {}
        }
    }

    private void putWrapping(ObjectNode body, Email email, String property) {
        var account = exchange.account().id();
        switch (property) {
            case "messageId" -> body.set(property, Json.array(List.of(wrapping.messageId(email.id()))));
            case "from" ->
                body.set(
                        property, Json.array().add(Json.object().putNull("name").put("email", wrapping.sender())));
            case "subject" -> body.put(property, "...");
            case "sentAt" -> body.put(property, receivedAt(email));
            case "hasAttachment" -> body.put(property, false);
            case "preview" -> body.put(property, "");
            case "bodyValues" -> body.set(property, Json.object()); // neither part is text
            case "textBody", "htmlBody" -> body.set(property, Json.array());
            case "attachments" -> body.set(property, parts.leaves(account, email));
            case "bodyStructure" -> body.set(property, parts.structure(account, wrapping, email));
            case "headers" -> body.set(property, PartJson.headers(wrapping.header(email.id(), email.receivedAt())));
            default -> body.putNull(property);
        }
    }

    private static String receivedAt(Email email) {
        return email.receivedAt().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static ObjectNode set(Iterable<?> members) {
        var set = Json.object();
        members.forEach(member -> set.put(member.toString(), true));
        return set;
    }

    private static String base64(Octets octets) {
        return Base64.getEncoder().encodeToString(octets.toByteArray());
    }
}
