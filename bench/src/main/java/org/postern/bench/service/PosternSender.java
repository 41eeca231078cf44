package org.postern.bench.service;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Postern with one fixed route and no bound on what an account sends. Messages are submitted by JMAP, many in a
/// request, some requests at a
/// time; each is signed twice (Ed25519 and RSA) before it is queued.
public final class PosternSender implements Sender {
    private static final int IN_ONE_REQUEST = 50;
    private static final int UNLIMITED = 1_000_000_000;

    private final Postern postern;
    private final int bytes;

    /// @param target port of the host that takes everything
    /// @param bytes of a message
    public PosternSender(Bench bench, int target, int bytes) {
        this.bytes = bytes;
        postern = new Postern(
                bench,
                Map.of(
                        "[delivery]",
                        List.of("routes = [\"*=127.0.0.1:" + target + "\"]"),
                        "[queue]",
                        List.of("recipients_per_hour = " + UNLIMITED, "recipients_per_day = " + UNLIMITED)));
    }

    @Override
    public String name() {
        return "Postern, signing";
    }

    @Override
    public void submit(int messages) {
        var accounts = postern.accounts();
        int each = messages / accounts.size();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = new ArrayList<Future<?>>();
            for (var account : accounts) {
                var letter = Letter.put(account, bytes);
                for (int half = 0; half < 2; half++) {
                    int share = half == 0 ? each / 2 : each - each / 2;
                    all.add(threads.submit(() -> letter.submit(account, share)));
                }
            }
            for (var one : all) {
                one.get();
            }
        } catch (ExecutionException broken) {
            throw new IllegalStateException(broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    @Override
    public void flush() {
        postern.run("queue", "retry", "--data", postern.data().toString());
    }

    @Override
    public Duration cpu() {
        return postern.cpu();
    }

    @Override
    public void close() {
        postern.close();
    }

    /// A message that is uploaded once and submitted often.
    private record Letter(String identity, String email, String blob) {
        static Letter put(JmapAccount account, int bytes) {
            var head = "From: <" + account.address() + ">\r\nTo: <bob@elsewhere.test>\r\nSubject: bench\r\n\r\n";
            var line = "X".repeat(78) + "\r\n";
            var text = head + line.repeat(bytes / line.length());
            var blob = account.upload(text.getBytes(StandardCharsets.US_ASCII));
            var sent = account.folder("sent").path("id").asString("");
            var copy = Map.of("blobId", blob, "mailboxIds", Map.of(sent, true));
            var imported = account.call("Email/import", Map.of("emails", Map.of("copy", copy)));
            var email = imported.path("created").path("copy").path("id").asString("");
            var identity = account.call("Identity/get", Map.of()).path("list").path(0);
            return new Letter(identity.path("id").asString(""), email, blob);
        }

        void submit(JmapAccount account, int messages) {
            var to = List.of(Map.of("email", "bob@elsewhere.test"));
            var submission = Map.of(
                    "identityId",
                    identity,
                    "emailId",
                    email,
                    "envelope",
                    Map.of("mailFrom", Map.of("email", account.address()), "rcptTo", to),
                    "parcels",
                    List.of(Map.of("blobId", blob, "rcptTo", to)));
            for (int left = messages; left > 0; left -= IN_ONE_REQUEST) {
                var creates = new HashMap<String, Object>();
                for (int i = 0; i < Math.min(left, IN_ONE_REQUEST); i++) {
                    creates.put("s" + i, submission);
                }
                var answer = account.call("EmailSubmission/set", Map.of("create", creates));
                if (answer.path("created").size() != creates.size()) {
                    throw new IllegalStateException("not everything was taken: " + answer.path("notCreated"));
                }
            }
        }
    }
}
