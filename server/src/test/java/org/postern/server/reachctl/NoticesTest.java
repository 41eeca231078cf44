package org.postern.server.reachctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.postern.reach.RelayId;
import org.postern.reach.SourceNetwork;
import org.postern.server.db.ReachRows.Incident;
import org.postern.server.net.OutwardPost;
import org.postern.wire.address.Domain;

final class NoticesTest {
    private final InlineClock clock = new InlineClock();
    private final List<Integer> answers = new ArrayList<>(List.of(200));
    private final List<String> posted = new ArrayList<>();
    private final Notices notices = new Notices(new Notices.Parts(
            Optional.empty(),
            Optional.of(URI.create("https://hook.test/")),
            new Scene.OneAccount(),
            arrival -> {
                throw new IllegalStateException("nobody asked for mail");
            },
            this::post,
            clock,
            Domain.parse("mx.here.test").orElseThrow()));

    private int post(URI to, byte[] json) throws IOException {
        posted.add(new String(json, StandardCharsets.UTF_8));
        int answer = answers.size() > 1 ? answers.removeFirst() : answers.getFirst();
        if (answer == 0) {
            throw new IOException("nobody there");
        }
        return answer;
    }

    /// THREAT T-73
    @Test
    void however_many_incidents_are_planted_the_operator_is_told_so_often_a_day_and_no_more() {
        for (int i = 1; i <= 500; i++) {
            notices.tell(notice(i, Incidents.Change.Kind.BEGAN));
        }
        assertThat(posted).hasSize(24);

        clock.sleep(Duration.ofHours(25));
        notices.tell(notice(501, Incidents.Change.Kind.BEGAN));

        assertThat(posted).hasSize(25);
    }

    @Test
    void of_one_incident_what_follows_its_beginning_is_told_seldom() {
        notices.tell(notice(1, Incidents.Change.Kind.BEGAN));
        for (int i = 0; i < 300; i++) {
            clock.sleep(Duration.ofMinutes(10));
            notices.tell(notice(1, Incidents.Change.Kind.WIDENED));
        }

        assertThat(posted).hasSize(6);
    }

    @Test
    void a_webhook_that_does_not_answer_is_tried_three_times() {
        answers.clear();
        answers.addAll(List.of(0, 503, 200));
        notices.tell(notice(1, Incidents.Change.Kind.BEGAN));
        assertThat(posted).hasSize(3);

        posted.clear();
        answers.set(0, 0);
        notices.tell(notice(2, Incidents.Change.Kind.BEGAN));
        assertThat(posted).hasSize(3);
    }

    @Test
    void a_webhook_that_refuses_is_not_asked_again() {
        answers.set(0, 403);

        notices.tell(notice(1, Incidents.Change.Kind.BEGAN));

        assertThat(posted).hasSize(1);
    }

    @Test
    void a_notice_goes_over_https_or_to_this_machine() throws Exception {
        assertThat(OutwardPost.isAllowed(URI.create("http://example.org/"))).isFalse();
        assertThat(OutwardPost.isAllowed(URI.create("https://example.org/"))).isTrue();
        var body = new AtomicReference<>("");
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        server.createContext("/hook", exchange -> {
            body.set(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        try {
            var to = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");

            assertThat(OutwardPost.post(to, "{}".getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo(204);
        } finally {
            server.stop(0);
        }
        assertThat(body.get()).isEqualTo("{}");
    }

    private Notice notice(int id, Incidents.Change.Kind kind) {
        var now = clock.instant();
        var incident = new Incident(id, "AS" + id, "null route", now, now, Optional.<Instant>empty(), "", 0);
        var change = new Incidents.Change(kind, new SourceNetwork.As(id), incident, Set.of(new RelayId("rome")));
        return new Notice(change, "AS" + id, List.of(), now);
    }
}
