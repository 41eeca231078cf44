package org.postern.cli.rehearsal;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.cli.mail.Entrance;
import org.postern.cli.mail.Jmap;
import org.postern.cli.mail.OpenAccount;
import org.postern.cli.mail.Site;
import org.postern.wire.Octets;
import org.postern.wire.address.MailAddress;
import tools.jackson.databind.JsonNode;

/// Somebody with an account, who reads and writes as a page does.
final class Resident {
    static final String ADDRESS = "one@" + Stage.DOMAIN;

    private static final int PAGE = 50;
    private static final int SUBMITTED_AT_ONCE = 20;
    private static final List<String> PROPERTIES =
            List.of("id", "threadId", "mailboxIds", "keywords", "size", "receivedAt", "sealedSummary", "sealedBlobId");

    private final Jmap jmap;

    private Resident(OpenAccount account) {
        this.jmap = new Jmap(account);
    }

    static Resident movesIn(URI site) {
        var address = MailAddress.parse(ADDRESS).orElseThrow();
        var entrance = new Entrance(new Site(site, Optional.empty()), address, InstantSource.system());
        var password = "correct horse battery staple";
        entrance.signUp(password, Optional.empty());
        return new Resident(entrance.logIn(password, Optional.empty()));
    }

    /// Looks at the newest messages, opens the first and marks it, and asks what is new.
    void read(int times) {
        var newest = Map.<String, Object>of(
                "sort", List.of(Map.of("property", "receivedAt", "isAscending", false)), "limit", PAGE);
        for (int i = 0; i < times; i++) {
            var ids = new ArrayList<String>();
            jmap.call("Email/query", newest).path("ids").forEach(id -> ids.add(id.asString("")));
            var got = jmap.call("Email/get", Map.of("ids", ids, "properties", PROPERTIES));
            var first = got.path("list").path(0);
            jmap.download(text(first, "sealedBlobId"), "application/octet-stream");
            jmap.set("Email/set", Map.of("update", Map.of(text(first, "id"), Map.of("keywords/$seen", true))));
            jmap.call("Email/changes", Map.of("sinceState", text(got, "state")));
            jmap.call("Mailbox/get", Map.of());
        }
    }

    /// Submits mail to somebody abroad.
    void write(int messages) {
        var letter = new String(Letters.plain(10), StandardCharsets.US_ASCII)
                .replace("Ada <sender@sender.test>", "<" + ADDRESS + ">");
        var blob = jmap.upload("message/rfc822", Octets.of(letter.getBytes(StandardCharsets.US_ASCII)));
        var inbox = text(jmap.call("Mailbox/get", Map.of()).path("list").path(0), "id");
        var copy = Map.of("blobId", blob, "mailboxIds", Map.of(inbox, true));
        var imported = jmap.set("Email/import", Map.of("emails", Map.of("copy", copy)));
        var identity = jmap.call("Identity/get", Map.of()).path("list").path(0);
        var to = List.of(Map.of("email", "bob@abroad.test"));
        var submission = Map.of(
                "identityId", text(identity, "id"),
                "emailId", text(imported.path("created").path("copy"), "id"),
                "envelope", Map.of("mailFrom", Map.of("email", ADDRESS), "rcptTo", to),
                "parcels", List.of(Map.of("blobId", blob, "rcptTo", to)));
        for (int sent = 0; sent < messages; sent += SUBMITTED_AT_ONCE) {
            var creates = new HashMap<String, Object>();
            for (int i = 0; i < SUBMITTED_AT_ONCE; i++) {
                creates.put("s" + i, submission);
            }
            jmap.set("EmailSubmission/set", Map.of("create", creates));
        }
    }

    private static String text(JsonNode object, String member) {
        return object.path(member).asString("");
    }
}
