package org.postern.server.smtpout;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.postern.server.net.DialFailed;
import org.postern.server.net.DirectDialer;
import org.postern.server.time.Clock;
import org.postern.server.trace.Metrics;
import org.postern.wire.Octets;
import org.postern.wire.address.Domain;
import org.postern.wire.address.MailAddress;

/// Where mail goes, by what the names say.
class RouteTest {
    private static final Domain PEER = new Domain("peer.example");
    private static final Domain SELF = new Domain("mx.postern.example");

    private final FixedNames names = new FixedNames();
    private final Duration patience = Duration.ofSeconds(1);

    @Test
    void a_domain_with_a_null_mx_or_none_at_all_is_refused() {
        names.mx("null.example", 0, ".").failing("broken.example").mx("self.example", 5, "mx.postern.example");

        assertThat(codes(visit("null.example", 1))).containsExactly("5.1.10");
        assertThat(codes(visit("nowhere.example", 1))).containsExactly("5.1.2");
        assertThat(codes(visit("self.example", 1))).containsExactly("5.4.6");
        assertThat(visit("broken.example", 1))
                .containsExactly(new Attempt.NoConnection(DialFailed.Word.DNS_TEMPORARY_FAILURE));
    }

    /// THREAT T-11
    @Test
    void a_destination_inside_a_private_network_is_not_dialled() {
        names.mx("evil.example", 1, "in.evil.example")
                .address(
                        "in.evil.example",
                        "127.0.0.1",
                        "10.0.0.1",
                        "169.254.169.254",
                        "fd00::1",
                        "::ffff:192.168.0.1",
                        "64:ff9b::7f00:1",
                        "2002:7f00:1::1",
                        "100.64.0.1",
                        "0.0.0.0",
                        "::1",
                        "::127.0.0.1");

        var visit = new Courier(parts(DeliverySettings.usual(), (to, timeout) -> {
                    throw new AssertionError("dialled " + to);
                }))
                .visit(new Domain("evil.example"));

        assertThat(codes(List.copyOf(visit.carry(errand("bo")).values()))).containsExactly("5.4.4");
    }

    @Test
    void servers_are_tried_in_the_order_of_preference_and_each_at_each_address() {
        names.mx("many.example", 20, "b.many.example")
                .mx("many.example", 10, "a.many.example")
                .address("a.many.example", "192.0.2.1", "192.0.2.2")
                .address("b.many.example", "192.0.2.3");
        var dialled = new java.util.ArrayList<InetSocketAddress>();
        var courier = new Courier(parts(DeliverySettings.usual(), (to, timeout) -> {
            dialled.add(to);
            throw new DialFailed(DialFailed.Word.CONNECTION_REFUSED);
        }));

        var done = courier.visit(new Domain("many.example")).carry(errand("bo"));

        assertThat(done.values()).containsExactly(new Attempt.NoConnection(DialFailed.Word.CONNECTION_REFUSED));
        assertThat(dialled)
                .extracting(to -> to.getAddress().getHostAddress() + " " + to.getPort())
                .containsExactly("192.0.2.1 25", "192.0.2.2 25", "192.0.2.3 25");
    }

    private static List<String> codes(List<Attempt> attempts) {
        Function<Attempt, String> code = attempt -> attempt instanceof Attempt.Refused refused
                ? refused.reply().enhanced().orElse("")
                : attempt.toString();
        return attempts.stream().map(code).toList();
    }

    private List<Attempt> visit(String domain, int port) {
        var settings = new DeliverySettings(List.of(), true, port, Duration.ofSeconds(1));
        try (var visit = new Courier(parts(settings, new DirectDialer(Clock.system()))).visit(new Domain(domain))) {
            return List.copyOf(visit.carry(errand("bo")).values());
        }
    }

    private Courier.Parts parts(DeliverySettings settings, org.postern.server.net.Dialer dialer) {
        return new Courier.Parts(
                names, dialer, Clock.system(), new Random(7), SELF, settings, Timeouts.all(patience), new Metrics());
    }

    private static Errand errand(String... locals) {
        var to = Stream.of(locals)
                .map(local -> new Errand.Recipient(new MailAddress(local, PEER), Set.of(), Optional.empty()))
                .toList();
        return new Errand(sender(), to, Octets.ascii("Subject: hello\r\n\r\nh. you\r\n"));
    }

    private static Optional<MailAddress> sender() {
        return MailAddress.parse("ada@postern.example");
    }
}
