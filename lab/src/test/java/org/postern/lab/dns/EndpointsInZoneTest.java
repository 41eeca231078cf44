package org.postern.lab.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.lab.SourceTree;
import org.postern.lab.peers.Await;
import org.postern.lab.peers.Ports;
import org.postern.lab.peers.RunningPostern;
import org.postern.lab.peers.Unbound;
import org.postern.reach.dial.DohLookup;
import org.postern.reach.endpoints.EndpointKey;
import org.postern.reach.endpoints.EndpointKey.Verdict;
import org.postern.wire.Octets;

/// The signed endpoint list in the zone of a running service, read as clients read it.
final class EndpointsInZoneTest {
    private static final String SITE = "mail.example.test";
    private static final String NAME = "_postern." + RunningZone.ZONE;
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Pattern SIZE = Pattern.compile("MSG SIZE {2}rcvd: (\\d+)");

    /// More than one datagram holds, so that a resolver has to come by TCP.
    private static final int NAMES = 30;

    @TempDir
    Path folder;

    private final int port = Ports.free();
    private RunningPostern service;
    private Unbound resolver;

    @BeforeEach
    void start() {
        service = RunningPostern.up(SourceTree.ofThisCheckout().root(), folder.resolve("data"), settings());
        resolver = Unbound.validatingByHttps(
                folder.resolve("names"),
                Map.of(RunningZone.ZONE, port),
                anchors(),
                Map.entry("_postern." + SITE + ".", NAME + "."));
    }

    @AfterEach
    void stop() {
        resolver.close();
        service.close();
    }

    @Test
    void clients_verify_it_from_there_and_a_new_number_is_there_within_seconds() throws Exception {
        assertThat(order("endpoints", "dns")).contains("_postern." + SITE + ". 3600 IN CNAME " + NAME + ".");

        var first = number();
        assertThat(read()).isEqualTo(order("endpoints", "export"));
        assertThat(Tools.dig(folder, resolver.port(), "+dnssec", "+tcp", NAME, "TXT"))
                .contains("NOERROR", "flags: qr rd ra ad;")
                .containsPattern("RRSIG\\s+TXT 13 ");

        order("endpoints", "renew");

        Await.until(() -> told().contains("number " + numberOf(order("endpoints", "export"))), PATIENCE, this::told);
        assertThat(numberOf(told())).isGreaterThan(first);
    }

    /// THREAT T-50
    @Test
    void by_udp_nobody_gets_more_than_a_word_to_come_by_tcp() {
        for (var words : List.of("+bufsize=4096", "+noedns", "+cookie")) {
            var answer = Tools.dig(folder, port, "+notcp", "+ignore", words, NAME, "TXT");

            assertThat(answer).as(words).containsPattern("flags: qr aa tc").contains("ANSWER: 0");
            var size = SIZE.matcher(answer);
            assertThat(size.find()).as(answer).isTrue();
            assertThat(Integer.parseInt(size.group(1))).as(words).isLessThan(150);
        }
    }

    /// As `postern mail --doh` looks for it: at the site's name, over HTTPS, by the key that it has pinned.
    private String read() throws IOException, InterruptedException, GeneralSecurityException {
        try (var http = HttpClient.newBuilder().sslContext(trusting()).build()) {
            var texts = new DohLookup(http, resolver.byHttps(), PATIENCE)
                    .texts("_postern." + SITE)
                    .answers();
            assertThat(texts).hasSize(1);
            var key = EndpointKey.parse(order("endpoints", "show")
                            .lines()
                            .filter(line -> line.startsWith("Signed by the key "))
                            .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                            .collect(Collectors.joining()))
                    .orElseThrow();
            assertThat(key.judge(Octets.utf8(texts.getFirst()), SITE, 0, Instant.now()))
                    .isInstanceOf(Verdict.Good.class);
            return texts.getFirst();
        }
    }

    private SSLContext trusting() throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (var pem = Files.newInputStream(folder.resolve("names/certificate.pem"))) {
            store.setCertificateEntry(
                    "resolver", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    /// What the zone says itself, as `dig` prints it.
    private String told() {
        return Tools.dig(folder, port, "+tcp", "+short", NAME, "TXT")
                .replace("\" \"", "")
                .replace("\\010", "\n");
    }

    private long number() {
        return numberOf(told());
    }

    private static long numberOf(String list) {
        return list.lines()
                .filter(line -> line.startsWith("number "))
                .mapToLong(line -> Long.parseLong(line.substring("number ".length())))
                .findFirst()
                .orElseThrow();
    }

    private String order(String... words) {
        var all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--data", service.data().toString()));
        return service.run(all.toArray(String[]::new));
    }

    private List<String> anchors() {
        return order("dns", "keys")
                .lines()
                .filter(line -> line.contains(" DNSKEY "))
                .toList();
    }

    private List<String> settings() {
        var settings = new ArrayList<>(RunningPostern.firstSteps(Ports.free()));
        var others = IntStream.range(0, NAMES)
                .mapToObj("\"https://door%d.with-a-rather-long-name.example\""::formatted)
                .collect(Collectors.joining(", "));
        settings.addAll(
                settings.indexOf("[http]") + 1,
                List.of("site_url = \"https://" + SITE + "\"", "other_urls = [" + others + "]"));
        settings.addAll(List.of(
                "[dns]",
                "zone = \"" + RunningZone.ZONE + "\"",
                "listen = [\"127.0.0.1:" + port + "\"]",
                "addresses = [\"192.0.2.1\"]"));
        return settings;
    }
}
