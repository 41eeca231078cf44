package org.postern.server.dns;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.postern.server.notary.ZoneAlgorithm;
import org.postern.server.settings.HostPort;
import org.postern.server.settings.Setting;

/// Our own answers to the DNS (docs/operate/dns.md).
public record DnsSettings(
        @Setting("The zone that this server answers for, as `mx.example.net`; without it nobody is answered.")
        Optional<String> zone,

        @Setting(value = "Where to answer, by UDP and TCP.", standard = "0.0.0.0:53")
        List<HostPort> listen,

        @Setting(
                value =
                        "Names of hosts that take mail, to which MX records of domains point: one label below the zone, or"
                                + " a whole name in it. Each has one address of an answer, in this order.",
                standard = {"mx1", "mx2", "mx3"})
        List<String> mxNames,

        @Setting("Names that have all addresses of an answer, as `www`; `@` is the zone itself.")
        List<String> siteNames,

        @Setting(
                value =
                        "Name servers of the zone, this one and its secondaries: one label below the zone, or a whole name.",
                standard = "ns1")
        List<String> nameServers,

        @Setting("Public addresses of this server. Needed with a zone.")
        List<String> addresses,

        @Setting(
                "Addresses that secondaries give out, in the order of the MX names; without any, those of this server.")
        List<String> fallbackAddresses,

        @Setting("Further records, as `_25._tcp.mx1 TLSA 3 1 1 …`, `@ CAA 0 issue \"ca.example\"`, `ns2 A 192.0.2.9`.")
        List<String> records,

        @Setting(
                value = "Mailbox of the zone's person, with a dot for the @: one label, or a whole name.",
                standard = "hostmaster")
        String person,

        @Setting(value = "How long answers may be kept.", standard = "60s", min = "1s", max = "1d")
        Duration ttl,

        @Setting(
                value = "How the zone is signed, by each of these at once; an empty list for not at all.",
                standard = "ecdsa_p256")
        List<ZoneAlgorithm> algorithms,

        @Setting(
                "Secondaries that are told of changes, each `ADDRESS[:PORT] KEY` with the name of a key of `keys_file`.")
        List<String> secondaries,

        @Setting("File of TSIG keys, a line each: `hmac-sha256:NAME:BASE64`. Who has one may copy the zone.")
        Optional<Path> keysFile,

        @Setting("Networks of resolvers whose word about their client's subnet counts, as `192.0.2.0/24` (RFC 7871).")
        List<String> clientSubnetFrom,

        @Setting(
                value = "Answers that one network (/24, /56) gets in a second by UDP; twice as many at once.",
                standard = "200",
                min = "1")
        int answersPerNetwork,

        @Setting(value = "TCP connections in all.", standard = "256", min = "1")
        int connections,

        @Setting(value = "TCP connections from one network.", standard = "32", min = "1")
        int connectionsPerNetwork,

        @Setting(
                value = "How long a TCP connection may be silent, or take for one question.",
                standard = "10s",
                min = "100ms")
        Duration idle,

        @Setting(value = "How long a TCP connection may last.", standard = "2m", min = "1s")
        Duration connectionTime) {}
