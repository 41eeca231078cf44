package org.postern.cli.mail;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.seal.SealedMessage;
import org.postern.unseal.Box;
import org.postern.unseal.BoxLabel;
import org.postern.unseal.Opener;
import org.postern.wire.Octets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Folders, lists and messages, opened.
public final class Letterbox {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int PAGE = 100;

    private final OpenAccount account;
    private final Jmap jmap;
    private final Opener opener;
    private final InnerSummaries innerSummaries;

    public Letterbox(OpenAccount account) {
        this.account = account;
        this.jmap = new Jmap(account);
        this.opener = account.opener();
        this.innerSummaries = new InnerSummaries(account, jmap);
    }

    /// @param role empty for a folder that the user made
    record Folder(String id, String name, String role, long total, long unread) {}

    /// One message as a list shows it.
    ///
    /// @param folder the name of the folder that was listed
    /// @param size octets of the original message
    record Line(String id, String folder, String from, String subject, String date, long size) {}

    List<Folder> folders() {
        var folders = new ArrayList<Folder>();
        for (var mailbox : jmap.call("Mailbox/get", Map.of()).path("list")) {
            folders.add(new Folder(
                    mailbox.path("id").asString(""),
                    name(mailbox),
                    mailbox.path("role").asString(""),
                    mailbox.path("totalEmails").asLong(0),
                    mailbox.path("unreadEmails").asLong(0)));
        }
        return folders;
    }

    /// @param name of the folder, or its role, in any case
    /// @throws ClientStopped when there is none
    Folder folder(String name) {
        return folders().stream()
                .filter(folder ->
                        folder.role().equalsIgnoreCase(name) || folder.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new ClientStopped("there is no folder '" + name + "'; see 'folders'"));
    }

    /// The newest first.
    List<Line> list(Folder folder, int limit) {
        var lines = new ArrayList<Line>();
        for (int position = 0; lines.size() < limit; position += PAGE) {
            var ids = jmap.call(
                            "Email/query",
                            Map.of(
                                    "filter", Map.of("inMailbox", folder.id()),
                                    "sort", List.of(Map.of("property", "receivedAt", "isAscending", false)),
                                    "position", position,
                                    "limit", Math.min(PAGE, limit - lines.size())))
                    .path("ids");
            if (ids.isEmpty()) {
                break;
            }
            lines.addAll(lines(ids, folder));
        }
        return lines;
    }

    /// Those of the messages that lie in this folder.
    ///
    /// @param ids an array of email ids
    List<Line> lines(Object ids, Folder folder) {
        var got = jmap.call(
                "Email/get",
                Map.of("ids", ids, "properties", List.of("id", "mailboxIds", "sealedSummary", "sealedBlobId")));
        var lines = new ArrayList<Line>();
        for (var email : got.path("list")) {
            if (email.path("mailboxIds").has(folder.id())) {
                lines.add(line(email, folder.name()));
            }
        }
        return lines;
    }

    /// What has come since a state, and the state now.
    record News(List<String> ids, String state) {}

    String state() {
        return jmap.call("Email/get", Map.of("ids", List.of())).path("state").asString("");
    }

    News since(String state) {
        var changes = jmap.call("Email/changes", Map.of("sinceState", state));
        var created = new ArrayList<String>();
        changes.path("created").forEach(id -> created.add(id.asString("")));
        return new News(created, changes.path("newState").asString(""));
    }

    /// The message as it came, octet for octet.
    ///
    /// @throws ClientStopped when there is no such message, or it does not open
    public Octets read(String id) {
        var found = jmap.call("Email/get", Map.of("ids", List.of(id), "properties", List.of("id", "sealedBlobId")))
                .path("list");
        if (found.isEmpty()) {
            throw new ClientStopped("there is no message " + id);
        }
        var sealed = sealed(found.path(0));
        return opener.open(sealed.key(), sealed.body())
                .orElseThrow(() -> new ClientStopped("message " + id + " does not open: it was changed or is damaged"));
    }

    private SealedMessage sealed(JsonNode email) {
        var octets = jmap.download(email.path("sealedBlobId").asString(""), Jmap.SEALED_TYPE);
        return SealedMessage.split(octets, account.keys().v6().storageKey().fingerprint())
                .orElseThrow(() -> new ClientStopped(
                        "message " + email.path("id").asString("") + " is not sealed to this account"));
    }

    private Line line(JsonNode email, String folder) {
        var summary = summary(email);
        var size = summary.map(open -> open.path("size").asLong(0)).orElse(0L);
        return new Line(
                email.path("id").asString(""),
                folder,
                summary.map(open -> open.path("from").path(0).path("email").asString(""))
                        .orElse(""),
                summary.map(open -> open.path("subject").asString("")).orElse("(does not open)"),
                summary.map(open -> open.path("date").asString("")).orElse(""),
                size);
    }

    private Optional<JsonNode> summary(JsonNode email) {
        var packets =
                Octets.of(Base64.getDecoder().decode(email.path("sealedSummary").asString("")));
        var stored = opener.open(packets).map(open -> JSON.readTree(open.toByteArray()));
        return stored.filter(InnerSummaries::isMissing)
                .flatMap(outside -> innerSummaries.keep(email.path("id").asString(""), sealed(email), outside))
                .or(() -> stored);
    }

    private String name(JsonNode mailbox) {
        var sealed = mailbox.path("sealedName").asString("");
        if (sealed.isEmpty()) {
            return mailbox.path("name").asString("");
        }
        return Box.open(
                        account.accountKey().unredacted(),
                        BoxLabel.MAILBOX_NAME,
                        Base64.getDecoder().decode(sealed))
                .map(name -> new String(name, StandardCharsets.UTF_8))
                .orElse("(does not open)");
    }
}
