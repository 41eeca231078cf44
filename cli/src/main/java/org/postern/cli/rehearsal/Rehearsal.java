package org.postern.cli.rehearsal;

import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `postern rehearse`, for the build: starts a server that writes a start-up cache when it ends, and uses it as
/// senders and readers do, so that the cache knows which classes are needed and what the compiler had learnt of
/// the code that runs most (JEP 483, JEP 515).
@Command(name = "rehearse", hidden = true, description = "uses a server for a while, so that its cache learns")
public final class Rehearsal implements Callable<Integer> {
    private static final int SESSIONS = 8;
    private static final Duration TO_LEAVE = Duration.ofSeconds(20);
    private static final Duration STEP = Duration.ofMillis(20);

    @Option(names = "--messages", defaultValue = "24000", description = "that arrive")
    private int messages;

    @Parameters(description = "the command that starts a server, without its words")
    private List<String> server = List.of();

    @Override
    public Integer call() throws IOException, GeneralSecurityException {
        try (var abroad = new Abroad();
                var stage = Stage.open(server, abroad.port())) {
            var resident = Resident.movesIn(stage.site());
            var tls = Optional.of(trusting(stage));
            arrive(stage, messages / 10, 2, tls);
            resident.read(messages / 100);
            arrive(stage, messages / 10, messages, tls);
            arrive(stage, messages, messages, Optional.empty());
            resident.read(messages / 100);
            resident.write(messages / 5);
            awaitAbroad(abroad, messages / 5);
        }
        return 0;
    }

    /// @param each messages in one connection
    private static void arrive(Stage stage, int messages, int each, Optional<SSLSocketFactory> tls) {
        var letters = Letters.all();
        int share = messages / SESSIONS;
        atOnce(SESSIONS, () -> {
            for (int sent = 0; sent < share; ) {
                try (var postman = Postman.at(stage.smtp(), tls)) {
                    for (int i = 0; i < each && sent < share; i++, sent++) {
                        postman.bring(Resident.ADDRESS, letters.get(sent % letters.size()));
                    }
                }
            }
            return 0;
        });
    }

    private static void awaitAbroad(Abroad abroad, int messages) {
        long end = System.nanoTime() + TO_LEAVE.toNanos();
        while (abroad.taken() < messages && System.nanoTime() < end) {
            LockSupport.parkNanos(STEP.toNanos());
        }
    }

    /// Only the certificate that this server made for itself.
    private static SSLSocketFactory trusting(Stage stage) throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (var pem = Files.newInputStream(stage.certificate())) {
            store.setCertificateEntry(
                    "stage", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context.getSocketFactory();
    }

    private static void atOnce(int many, Callable<Integer> work) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = new ArrayList<Future<Integer>>();
            for (int i = 0; i < many; i++) {
                all.add(threads.submit(work));
            }
            for (var one : all) {
                one.get();
            }
        } catch (ExecutionException broken) {
            throw new IllegalStateException(broken);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(hurried);
        }
    }
}
