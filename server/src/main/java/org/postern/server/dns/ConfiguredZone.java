package org.postern.server.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.server.net.HostPortText;
import org.postern.server.settings.HostPort;
import org.postern.wire.Octets;
import org.postern.wire.dns.authority.DnsName;
import org.postern.wire.dns.authority.TsigKey;
import org.postern.wire.dns.authority.ZonePlan;

/// What the settings say of the zone, read.
///
/// @param own public addresses of this server
/// @param keys of secondaries, by name
public record ConfiguredZone(
        ZonePlan plan,
        List<InetAddress> own,
        Map<DnsName, TsigKey> keys,
        List<Secondary> secondaries,
        List<Prefix> believed) {
    private static final int PORT = 53;

    /// One that is told of changes.
    record Secondary(HostPort at, TsigKey key) {}

    /// @return empty when there is no zone to answer for
    /// @throws IllegalArgumentException in words for the operator
    public static Optional<ConfiguredZone> of(DnsSettings settings) {
        try {
            return settings.zone().map(zone -> read(settings, DnsName.parse(zone)));
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("[dns] " + wrong.getMessage(), wrong);
        }
    }

    private static ConfiguredZone read(DnsSettings settings, DnsName zone) {
        if (settings.addresses().isEmpty()) {
            throw new IllegalArgumentException(
                    "'addresses' is needed with a zone: the public addresses of this server");
        }
        var own = settings.addresses().stream().map(ConfiguredZone::address).toList();
        var fallback = settings.fallbackAddresses().stream()
                .map(ConfiguredZone::address)
                .toList();
        var keys = settings.keysFile().map(ConfiguredZone::keys).orElse(Map.of());
        var plan = new ZonePlan(
                zone,
                Math.toIntExact(settings.ttl().toSeconds()),
                names(settings.mxNames(), zone),
                names(settings.siteNames(), zone),
                names(settings.nameServers(), zone),
                DnsName.within(settings.person(), zone),
                settings.records(),
                octets(own),
                octets(fallback.isEmpty() ? own : fallback));
        return new ConfiguredZone(
                plan,
                own,
                keys,
                settings.secondaries().stream()
                        .map(text -> secondary(text, keys))
                        .toList(),
                settings.clientSubnetFrom().stream().map(Prefix::parse).toList());
    }

    private static List<DnsName> names(List<String> texts, DnsName zone) {
        return texts.stream().map(text -> DnsName.within(text, zone)).toList();
    }

    private static List<Octets> octets(List<InetAddress> addresses) {
        return addresses.stream().map(each -> Octets.of(each.getAddress())).toList();
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException("'" + text + "' is not an IP address", malformed);
        }
    }

    private static Secondary secondary(String text, Map<DnsName, TsigKey> keys) {
        var words = text.strip().split("\\s+");
        var at = HostPortText.parse(words[0], PORT)
                .orElseThrow(
                        () -> new IllegalArgumentException("secondaries: '" + text + "' is not ADDRESS[:PORT] KEY"));
        var key =
                words.length == 2 ? Optional.ofNullable(keys.get(DnsName.parse(words[1]))) : Optional.<TsigKey>empty();
        return new Secondary(
                at,
                key.orElseThrow(() -> new IllegalArgumentException(
                        "secondaries: '" + text + "' has to name a key that stands in keys_file")));
    }

    /// Secrets are in a file of their own, so that the configuration can be shown to others.
    private static Map<DnsName, TsigKey> keys(Path file) {
        var keys = new HashMap<DnsName, TsigKey>();
        try {
            for (var line : Files.readAllLines(file)) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    var key = TsigKey.parse(line);
                    keys.put(key.name(), key);
                }
            }
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("keys_file " + file + " cannot be read", unreadable);
        }
        return Map.copyOf(keys);
    }
}
