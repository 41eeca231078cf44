package org.postern.server.http;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.postern.reach.plan.Pool;
import org.postern.server.accounts.AccountRegister;
import org.postern.server.accounts.RecordedMailboxes;
import org.postern.server.accounts.Sessions;
import org.postern.server.db.SqliteDatabase;
import org.postern.server.endpoints.EndpointSettings;
import org.postern.server.endpoints.Publication;
import org.postern.server.endpoints.SitePlaces;
import org.postern.server.net.Sightings;
import org.postern.server.notary.EndpointSigner;
import org.postern.server.notary.KeyedOrder;
import org.postern.server.notary.ReportKey;
import org.postern.server.probes.Reception;
import org.postern.server.probes.Volunteers;
import org.postern.server.settings.HostPort;
import org.postern.server.time.ManualClock;
import org.postern.server.trace.Metrics;

/// A whole door on a loopback port, over a real database, with a clock of the test's own.
final class TestDoor implements AutoCloseable {
    final ManualClock clock = new ManualClock();
    final Metrics metrics = new Metrics();
    final HttpClient client = HttpClient.newHttpClient();
    final SqliteDatabase database;
    final AccountRegister register;
    final Sessions sessions;
    final HttpSettings settings;
    final SessionGate gate;
    private HttpDoor door;

    TestDoor(Path folder, HttpSettings settings) {
        this.settings = settings;
        this.database = SqliteDatabase.open(folder, 2);
        this.register = new AccountRegister(database, new RecordedMailboxes(), clock, new SecureRandom());
        this.sessions = new Sessions(database, register, clock, new SecureRandom());
        this.gate = new SessionGate(sessions, settings);
    }

    static HttpSettings standard() {
        return new HttpSettings(
                new HostPort("127.0.0.1", 0),
                Optional.empty(),
                false,
                new HostPort("127.0.0.1", 0),
                64,
                2000,
                100,
                1000,
                50,
                Duration.ofSeconds(20),
                Duration.ofSeconds(10),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /// The same for a site that has a name, and others beside it.
    static HttpSettings withNames(String site, String... others) {
        var s = standard();
        return new HttpSettings(
                s.listen(),
                Optional.of(site),
                s.behindProxy(),
                s.metricsListen(),
                s.connections(),
                s.sourceBurst(),
                s.sourcePerSecond(),
                s.sessionBurst(),
                s.sessionPerSecond(),
                s.idle(),
                s.requestDeadline(),
                List.of(others),
                s.onion(),
                s.onionListen(),
                s.onionTorrc());
    }

    Publication publication() {
        return new Publication(new Publication.Parts(
                new EndpointSettings(Duration.ofDays(30), 3),
                SitePlaces.of("mail.example.org", settings.siteUrl(), settings.otherUrls()),
                () -> new Pool(List.of()),
                new EndpointSigner(database, clock),
                new KeyedOrder(database, clock, new SecureRandom()),
                database,
                clock));
    }

    Reception reception() {
        return new Reception(new Reception.Parts(
                new ReportKey(database, clock),
                new Volunteers(database, clock, new SecureRandom()),
                Map::of,
                probed -> {},
                clock,
                metrics));
    }

    HttpDoor.Context context() {
        return new HttpDoor.Context(settings, clock, metrics, Sightings.NONE);
    }

    TestDoor open(Api api, List<Readiness> readiness) {
        door = new HttpDoor(
                context(),
                new HttpDoor.Pages(api, "/web-test", readiness),
                List.of(server -> Map.of("/jmap/*", new WhoAsks(gate)), new EndpointsAnnex(publication())),
                Optional.empty());
        door.start();
        return this;
    }

    /// Answers with the caller's account, or 401.
    private static final class WhoAsks extends Handler.Abstract {
        private final Gate gate;

        WhoAsks(Gate gate) {
            this.gate = gate;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            var caller = gate.enter(request);
            response.setStatus(caller.isPresent() ? 200 : 401);
            Content.Sink.write(
                    response, true, caller.map(who -> who.account().toString()).orElse(""), callback);
            return true;
        }
    }

    int port() {
        return door.address().port();
    }

    String origin() {
        return "http://127.0.0.1:" + port();
    }

    HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(origin() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .timeout(Duration.ofSeconds(30));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    HttpResponse<String> get(String path, String... headers) throws Exception {
        return send("GET", path, "", headers);
    }

    @Override
    public void close() {
        client.close();
        door.close();
        database.close();
    }
}
