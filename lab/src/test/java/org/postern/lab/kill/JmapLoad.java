package org.postern.lab.kill;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.postern.cli.mail.ClientStopped;
import org.postern.cli.mail.Jmap;
import org.postern.cli.mail.Letterbox;
import org.postern.cli.mail.OpenAccount;
import tools.jackson.databind.JsonNode;

/// A user at work: opens, moves and destroys mail, and sends some, by the real client's code.
final class JmapLoad {
    private static final int PAGE = 200;

    private final Jmap jmap;
    private final Letterbox letterbox;
    private final Expectations expectations;
    private final Map<String, String> folders = new HashMap<>();
    private final String identity;

    JmapLoad(OpenAccount account, Expectations expectations) {
        this.jmap = new Jmap(account);
        this.letterbox = new Letterbox(account);
        this.expectations = expectations;
        for (var folder : jmap.call("Mailbox/get", Map.of()).path("list")) {
            folders.put(folder.path("role").asString(""), folder.path("id").asString(""));
        }
        identity = jmap.call("Identity/get", Map.of())
                .path("list")
                .path(0)
                .path("id")
                .asString("");
    }

    /// Moves and destroys what is there until the server is gone.
    void tidy(Random random) {
        untilGone(() -> {
            var from = folders.get(random.nextBoolean() ? "inbox" : "archive");
            for (var id : page(from, random.nextInt(5), 3)) {
                open(id);
                if (random.nextInt(5) < 3) {
                    move(id, folders.get(random.nextBoolean() ? "archive" : "inbox"));
                } else {
                    destroy(id);
                }
            }
            lookAtNumbers();
        });
    }

    /// Writes drafts and sends them until the server is gone.
    void send(String prefix, String sender, String recipient) {
        var number = new int[1];
        untilGone(() -> sendOne(prefix + number[0]++, sender, recipient));
    }

    /// Everything in the folders where mail arrives or is moved to, by folder.
    Map<String, String> there() {
        var there = new HashMap<String, String>();
        for (var role : List.of("inbox", "archive")) {
            var page = page(folders.get(role), 0, PAGE);
            for (int position = PAGE; !page.isEmpty(); position += PAGE) {
                page.forEach(id -> there.put(id, folders.get(role)));
                page = page(folders.get(role), position, PAGE);
            }
        }
        return there;
    }

    /// Opens what was not opened before, and a part of what was.
    void openAll(Iterable<String> ids, Random random) {
        for (var id : ids) {
            if (!expectations.isKnown(id) || random.nextInt(20) == 0) {
                open(id);
            }
        }
    }

    /// Keeps the rounds from becoming longer and longer.
    void trim(List<String> ids, int keep) {
        ids.stream().skip(keep).forEach(this::destroy);
    }

    void lookAtNumbers() {
        for (var type : List.of("Email", "Mailbox", "Thread", "EmailSubmission")) {
            var got = jmap.call(type + "/get", Map.of("ids", List.of()));
            expectations.seen(type, Long.parseLong(got.path("state").asString("")));
        }
    }

    private void open(String id) {
        var text = new String(letterbox.read(id).toByteArray(), StandardCharsets.ISO_8859_1);
        var sent = text.replaceFirst("(?s)\\AReturn-Path: [^\r]*\r\nReceived: .*?\r\n(?![ \t])", "");
        var subject = sent.substring("Subject: ".length(), sent.indexOf('\r'));
        expectations
                .opened(id, subject, sent.getBytes(StandardCharsets.ISO_8859_1))
                .ifPresent(problem -> {
                    throw new AssertionError(problem);
                });
    }

    private void move(String id, String folder) {
        expectations.moveAsked(id);
        jmap.set("Email/set", Map.of("update", Map.of(id, Map.of("mailboxIds", Map.of(folder, true)))));
        expectations.moved(id, folder);
    }

    private void destroy(String id) {
        expectations.destroyAsked(id);
        jmap.set("Email/set", Map.of("destroy", List.of(id)));
        expectations.destroyed(id);
    }

    private void sendOne(String subject, String sender, String recipient) {
        var draft = Map.of(
                "mailboxIds", Map.of(folders.get("drafts"), true),
                "keywords", Map.of("$draft", true),
                "from", List.of(Map.of("email", sender)),
                "to", List.of(Map.of("email", recipient)),
                "subject", subject,
                "textBody", List.of(Map.of("partId", "1")),
                "bodyValues", Map.of("1", Map.of("value", "Off it goes.")));
        var made = jmap.set("Email/set", Map.of("create", Map.of("d", draft)));
        var email = made.path("created").path("d").path("id").asString("");
        jmap.set(
                "EmailSubmission/set",
                Map.of(
                        "create", Map.of("s", Map.of("identityId", identity, "emailId", email)),
                        "onSuccessDestroyEmail", List.of("#s")));
        expectations.queued(subject);
    }

    private List<String> page(String folder, int position, int limit) {
        var ids = new ArrayList<String>();
        JsonNode found = jmap.call(
                "Email/query", Map.of("filter", Map.of("inMailbox", folder), "position", position, "limit", limit));
        found.path("ids").forEach(id -> ids.add(id.asString("")));
        return ids;
    }

    private static void untilGone(Runnable work) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                work.run();
            }
        } catch (ClientStopped gone) {
            if (!(gone.getCause() instanceof java.io.IOException)) {
                throw gone; // the server was there and said no
            }
        }
    }
}
