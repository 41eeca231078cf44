package org.postern.server.dns;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.reach.Failure;
import org.postern.reach.RelayId;
import org.postern.reach.Stage;
import org.postern.reach.plan.AddressChoice;
import org.postern.server.net.Sightings;
import org.postern.server.settings.HostPort;
import org.postern.server.time.ManualClock;
import org.postern.server.trace.Metrics;
import org.postern.wire.Octets;
import org.postern.wire.dns.authority.TsigKey;

/// The answers of a zone that nobody listens for, and what is heard of them.
final class TestAnswers {
    static final TsigKey KEY = TsigKey.parse("hmac-sha256:key.test:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");
    static final InetAddress ASKER = InetAddress.ofLiteral("203.0.113.7");

    final ManualClock clock = new ManualClock();
    final List<String> seen = new ArrayList<>();
    final byte[] out = new byte[4096];
    final Answers answers;

    /// @param believed resolvers whose word about subnets counts
    TestAnswers(int perNetwork, List<String> believed) {
        var zone =
                ConfiguredZone.of(settings(perNetwork, Duration.ofSeconds(10))).orElseThrow();
        var signing = new SignatureCache(zone.plan().apex(), List.of(), clock);
        answers = new Answers(new Answers.Parts(
                new ZoneBook(zone.plan(), signing, clock),
                TestAnswers::choice,
                new FixedAddresses(zone.own()).serve(ASKER),
                sightings(),
                Map.of(KEY.name(), KEY),
                believed.stream().map(Prefix::parse).toList(),
                new RateLimit(perNetwork, new byte[16]),
                Octets.of(new byte[16]),
                clock,
                new DnsCounters(new Metrics())));
    }

    /// @return octets of the answer
    byte[] ask(byte[] message) {
        int size = answers.datagram(ASKER, message, message.length, out);
        return java.util.Arrays.copyOf(out, size);
    }

    static DnsSettings settings(int perNetwork, Duration idle) {
        return new DnsSettings(
                Optional.of("mx.example.test"),
                List.of(new HostPort("127.0.0.1", 0)),
                List.of("mx1", "mx2", "mx3"),
                List.of(),
                List.of("ns1"),
                List.of("192.0.2.1"),
                List.of(),
                List.of("long TXT \"" + "x".repeat(250) + "\" \"" + "y".repeat(250) + "\" \"" + "z".repeat(250) + "\""),
                "hostmaster",
                Duration.ofSeconds(60),
                List.of(),
                List.of(),
                Optional.empty(),
                List.of(),
                perNetwork,
                8,
                4,
                idle,
                Duration.ofSeconds(60));
    }

    /// Each /8 of askers is told other addresses, by a relay of its name.
    static List<AddressChoice.Served> choice(InetAddress asker) {
        int first = asker.getAddress()[0] & 0xff;
        return List.of(
                new AddressChoice.Served(new RelayId("a-" + first), InetAddress.ofLiteral("192.0.2." + first)),
                new AddressChoice.Served(new RelayId("b-" + first), InetAddress.ofLiteral("198.51.100." + first)));
    }

    private Sightings sightings() {
        return new Sightings() {
            @Override
            public void passed(InetAddress from, RelayId by, Stage stage) {
                seen.add(from.getHostAddress() + " " + by + " " + stage);
            }

            @Override
            public void broke(InetAddress from, RelayId by, Stage after, Failure failure, long octets) {
                throw new IllegalStateException("nothing breaks here");
            }
        };
    }
}
