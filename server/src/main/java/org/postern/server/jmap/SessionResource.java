package org.postern.server.jmap;

import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.server.Request;
import org.postern.server.accounts.Account;
import org.postern.server.accounts.ThreadKeys;
import org.postern.server.jmap.core.Capability;
import org.postern.server.jmap.core.Json;
import org.postern.server.jmap.core.Problem;
import org.postern.server.jmap.submit.SubmissionMethods;
import org.postern.wire.Sha256;
import tools.jackson.databind.node.ObjectNode;

/// The session object (RFC 8620 §2).
record SessionResource(JmapSettings settings, ThreadKeys threadKeys, Optional<String> siteUrl) implements Resource {
    @Override
    public void answer(Visit visit) {
        if (!visit.request().getMethod().equals("GET")) {
            Answers.problem(visit.response(), visit.callback(), Problem.plain(405, "Only GET is answered here."));
            return;
        }
        var session = session(visit.account(), site(visit.request()));
        Answers.json(visit.response(), visit.callback(), 200, session.put("state", state(visit.account())));
    }

    /// The state of the session object; it does not depend on the name by which the server was reached.
    String state(Account account) {
        return HexFormat.of().formatHex(Sha256.of(Json.write(session(account, "https://site"))), 0, 8);
    }

    private ObjectNode session(Account account, String site) {
        var id = account.id().toString();
        var session = Json.object();
        session.set("capabilities", capabilities(site));
        var mine = Json.object()
                .put("name", account.address().toString())
                .put("isPersonal", true)
                .put("isReadOnly", false);
        mine.set("accountCapabilities", accountCapabilities(account));
        session.set("accounts", Json.object().set(id, mine));
        var primary = Json.object();
        for (var capability : List.of(Capability.CORE, Capability.MAIL, Capability.SUBMISSION, Capability.SEALED)) {
            primary.put(capability.uri(), id);
        }
        session.set("primaryAccounts", primary);
        return session.put("username", account.address().toString())
                .put("apiUrl", site + "/jmap/api")
                .put("downloadUrl", site + "/jmap/download/{accountId}/{blobId}/{name}?type={type}")
                .put("uploadUrl", site + "/jmap/upload/{accountId}")
                .put("eventSourceUrl", site + "/jmap/events?types={types}&closeafter={closeafter}&ping={ping}");
    }

    private ObjectNode capabilities(String site) {
        var limits = settings.limits();
        var core = Json.object()
                .put("maxSizeUpload", limits.maxSizeUpload())
                .put("maxConcurrentUpload", limits.maxConcurrentUpload())
                .put("maxSizeRequest", limits.maxSizeRequest())
                .put("maxConcurrentRequests", limits.maxConcurrentRequests())
                .put("maxCallsInRequest", limits.maxCallsInRequest())
                .put("maxObjectsInGet", limits.maxObjectsInGet())
                .put("maxObjectsInSet", limits.maxObjectsInSet());
        core.set("collationAlgorithms", Json.array(List.of("i;ascii-casemap")));
        var all = Json.object();
        all.set(Capability.CORE.uri(), core);
        all.set(Capability.MAIL.uri(), Json.object());
        all.set(Capability.SUBMISSION.uri(), Json.object());
        all.set(Capability.SEALED.uri(), Json.object());
        all.set(
                Capability.WEBSOCKET.uri(),
                Json.object()
                        .put("url", site.replaceFirst("^http", "ws") + "/jmap/ws")
                        .put("supportsPush", true));
        return all;
    }

    /// RFC 8621 §1.3, docs/format/jmap-sealed.md
    private ObjectNode accountCapabilities(Account account) {
        var mail = Json.object()
                .putNull("maxMailboxesPerEmail")
                .put("maxMailboxDepth", 10)
                .put("maxSizeMailboxName", 255)
                .put("maxSizeAttachmentsPerEmail", settings.maxParcel().bytes())
                .put("mayCreateTopLevelMailbox", true);
        mail.set(
                "emailQuerySortOptions",
                Json.array(List.of(
                        "receivedAt", "size", "hasKeyword", "allInThreadHaveKeyword", "someInThreadHaveKeyword")));
        var submission = Json.object().put("maxDelayedSend", 0);
        submission.set("submissionExtensions", Json.object());
        var threadKey = Base64.getEncoder().encodeToString(threadKeys.threadKey(account.id()));
        var all = Json.object();
        all.set(Capability.CORE.uri(), Json.object());
        all.set(Capability.MAIL.uri(), mail);
        all.set(Capability.SUBMISSION.uri(), submission);
        all.set(
                Capability.SEALED.uri(),
                Json.object().put("threadKey", threadKey).put("maxParcels", SubmissionMethods.MAX_PARCELS));
        return all;
    }

    /// The site's address without a final slash: as configured, else as the client reached us.
    private String site(Request request) {
        return siteUrl.map(url -> url.replaceFirst("/+$", ""))
                .orElseGet(() -> (request.isSecure() ? "https" : "http")
                        + "://"
                        + request.getHttpURI().getAuthority());
    }
}
