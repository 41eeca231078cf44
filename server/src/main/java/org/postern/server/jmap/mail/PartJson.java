package org.postern.server.jmap.mail;

import java.util.List;
import org.postern.server.accounts.AccountId;
import org.postern.server.jmap.blob.BlobId;
import org.postern.server.jmap.blob.Wrapping;
import org.postern.server.jmap.blob.Wrapping.HeaderField;
import org.postern.server.jmap.core.Json;
import org.postern.server.jmap.core.Members;
import org.postern.server.jmap.core.MethodError;
import org.postern.server.mailstore.Email;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The body parts of the PGP/MIME form as EmailBodyPart objects (RFC 8621 §4.1.4).
///
/// @param properties what the client wants of each part
record PartJson(List<String> properties, List<HeaderProperty> headers) {
    private static final List<String> USUAL = List.of(
            "partId", "blobId", "size", "name", "type", "charset", "disposition", "cid", "language", "location");
    private static final List<String> ALSO = List.of("headers", "subParts");

    /// @throws MethodError `invalidArguments` for a property that no part has
    static PartJson read(Members arguments) {
        var asked = arguments.texts("bodyProperties").orElse(USUAL);
        for (var name : asked) {
            if (!HeaderProperty.isOne(name) && !USUAL.contains(name) && !ALSO.contains(name)) {
                throw MethodError.invalidArguments("bodyProperties: one is not known");
            }
        }
        return new PartJson(
                asked.stream().filter(name -> !HeaderProperty.isOne(name)).toList(),
                asked.stream()
                        .filter(HeaderProperty::isOne)
                        .map(HeaderProperty::read)
                        .toList());
    }

    /// The whole structure. `subParts` is always there: without it the structure says nothing.
    ObjectNode structure(AccountId account, Wrapping wrapping, Email email) {
        var whole = Json.object();
        var header = wrapping.header(email.id(), email.receivedAt());
        for (var property : properties) {
            switch (property) {
                case "type" -> whole.put(property, "multipart/encrypted");
                case "size" -> whole.put(property, wrapping.size(email));
                case "headers" -> whole.set(property, headers(header));
                case "subParts" -> {}
                default -> whole.putNull(property);
            }
        }
        headers.forEach(asked -> whole.set(asked.property(), asked.of(header)));
        whole.set("subParts", leaves(account, email));
        return whole;
    }

    /// The two parts that are no multipart; neither is text, so both are attachments (RFC 8621 §4.1.4).
    ArrayNode leaves(AccountId account, Email email) {
        return Json.array().add(leaf(account, email, 1)).add(leaf(account, email, 2));
    }

    private ObjectNode leaf(AccountId account, Email email, int part) {
        var leaf = Json.object();
        var header = Wrapping.partHeader(part);
        boolean first = part == 1;
        for (var property : properties) {
            switch (property) {
                case "partId" -> leaf.put(property, Integer.toString(part));
                case "blobId" -> leaf.put(property, new BlobId.Part(account, email.id(), part).toString());
                case "size" -> leaf.put(property, first ? Wrapping.VERSION.size() : Wrapping.armouredSize(email));
                case "name" -> leaf.put(property, first ? null : "encrypted.asc");
                case "type" -> leaf.put(property, first ? "application/pgp-encrypted" : "application/octet-stream");
                case "disposition" -> leaf.put(property, first ? null : "inline");
                case "headers" -> leaf.set(property, headers(header));
                default -> leaf.putNull(property);
            }
        }
        headers.forEach(asked -> leaf.set(asked.property(), asked.of(header)));
        return leaf;
    }

    /// RFC 8621 §4.1.3: EmailHeader objects, raw, in order.
    static ArrayNode headers(List<HeaderField> header) {
        var list = Json.array();
        header.forEach(field -> list.add(Json.object().put("name", field.name()).put("value", field.value())));
        return list;
    }
}
