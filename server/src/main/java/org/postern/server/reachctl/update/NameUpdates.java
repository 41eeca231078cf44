package org.postern.server.reachctl.update;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.server.net.DatagramAsk;
import org.postern.server.settings.HostPort;
import org.postern.server.time.Clock;
import org.postern.wire.Octets;
import org.postern.wire.dns.authority.DnsName;
import org.postern.wire.dns.authority.OutwardMessage;
import org.postern.wire.dns.authority.OutwardMessage.Heard;
import org.postern.wire.dns.authority.TsigKey;

/// Tells a name server that is not ours which addresses our names have (RFC 2136), signed by a secret that
/// it shares with us (THREAT T-55). An update says all addresses of its names, so sending it twice does no
/// harm.
public final class NameUpdates {
    private static final int TRIES = 3;
    private static final Duration FIRST_TIME = Duration.ofSeconds(2);

    private final Target target;
    private final Clock clock;
    private final SecureRandom random;

    /// Whom to tell, and of what.
    ///
    /// @param names in the order of the addresses
    record Target(HostPort server, DnsName zone, List<DnsName> names, TsigKey key, Duration ttl) {}

    /// What an update came to.
    public sealed interface Outcome {
        record Done() implements Outcome {}

        /// @param rcode of the name server (RFC 2136 §2.2): 5 is "refused", 9 "not authorised"
        record Refused(int rcode) implements Outcome {}

        /// Something came back that the key had not signed: another key there, or somebody in between.
        record NotSigned() implements Outcome {}

        /// Nothing came back.
        record NotHeard() implements Outcome {}
    }

    NameUpdates(Target target, Clock clock, SecureRandom random) {
        this.target = target;
        this.clock = clock;
        this.random = random;
    }

    /// @return empty when no server is set
    /// @throws IllegalArgumentException in words for the operator
    public static Optional<NameUpdates> of(UpdateSettings settings, Clock clock, SecureRandom random) {
        return settings.server().map(server -> {
            var zone = zone(settings);
            var key = key(needed(settings.keyFile(), "key_file"));
            return new NameUpdates(new Target(server, zone, names(settings), key, settings.ttl()), clock, random);
        });
    }

    /// The names that are moved; none when no server is set.
    ///
    /// @throws IllegalArgumentException in words for the operator
    public static List<DnsName> names(UpdateSettings settings) {
        if (settings.server().isEmpty()) {
            return List.of();
        }
        var zone = zone(settings);
        return settings.mxNames().stream()
                .map(name -> DnsName.within(name, zone))
                .toList();
    }

    private static DnsName zone(UpdateSettings settings) {
        return DnsName.parse(needed(settings.zone(), "zone"));
    }

    /// Gives the names these addresses, each one of them, in order; with fewer addresses than names the last
    /// names repeat the first. Blocks until the server has said or been silent long enough.
    ///
    /// @param addresses at least one
    public Outcome move(List<InetAddress> addresses) {
        var time = FIRST_TIME;
        Outcome last = new Outcome.NotHeard();
        for (int i = 0; i < TRIES; i++) {
            last = tried(byName(addresses), time);
            if (last instanceof Outcome.Done || last instanceof Outcome.Refused) {
                return last;
            }
            time = time.multipliedBy(2);
        }
        return last;
    }

    private Outcome tried(Map<DnsName, List<Octets>> addresses, Duration time) {
        long now = clock.instant().getEpochSecond();
        var update = new OutwardMessage.Update(
                random.nextInt(1 << 16),
                target.zone(),
                Math.toIntExact(target.ttl().toSeconds()));
        var message = OutwardMessage.update(update, addresses, target.key(), now);
        try {
            return DatagramAsk.ask(target.server(), message.octets().toByteArray(), time)
                    .map(answer -> outcome(OutwardMessage.heard(answer, message, target.key(), now)))
                    .orElseGet(Outcome.NotHeard::new);
        } catch (IOException unreachable) {
            return new Outcome.NotHeard();
        }
    }

    private static Outcome outcome(Heard heard) {
        return switch (heard) {
            case Heard.Said(int rcode) -> rcode == 0 ? new Outcome.Done() : new Outcome.Refused(rcode);
            case Heard.NotOurs() -> new Outcome.NotSigned();
        };
    }

    private Map<DnsName, List<Octets>> byName(List<InetAddress> addresses) {
        var byName = new LinkedHashMap<DnsName, List<Octets>>();
        var names = new ArrayList<>(target.names());
        for (int i = 0; i < names.size(); i++) {
            byName.put(
                    names.get(i),
                    List.of(Octets.of(addresses.get(i % addresses.size()).getAddress())));
        }
        return byName;
    }

    private static <T> T needed(Optional<T> setting, String name) {
        return setting.orElseThrow(
                () -> new IllegalArgumentException("[dns_update] '" + name + "' is needed with a server"));
    }

    private static TsigKey key(Path file) {
        try {
            return TsigKey.parse(Files.readString(file));
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("[dns_update] key_file " + file + " cannot be read", unreadable);
        }
    }
}
