package org.postern.lab.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.postern.lab.peers.Postfix;

/// The mail server that people run today: a stock Postfix whose MX names have neighbouring addresses of one
/// network, as the service had that was blocked in 2019.
public final class StockServer implements AutoCloseable {
    private static final Pattern MESSAGE_ID = Pattern.compile("(?im)^Message-ID: <([^@>]+)@");

    private final String domain;
    private final List<String> addresses;
    private final Postfix postfix;

    private StockServer(String domain, List<String> addresses, Postfix postfix) {
        this.domain = domain;
        this.addresses = addresses;
        this.postfix = postfix;
    }

    /// @param resolver for its own look-ups
    /// @param last octets of its addresses
    public static StockServer start(Network network, String domain, String resolver, int... last) {
        var host = network.host("mx", last);
        host.replaceEtc("resolv.conf", List.of("nameserver " + resolver));
        var folder = host.folder();
        SelfSigned.make(folder, domain);
        var settings = List.of(
                "inet_interfaces = all",
                "smtp_bind_address =",
                "smtpd_tls_cert_file = " + folder.resolve("cert.pem"),
                "smtpd_tls_key_file = " + folder.resolve("key.pem"),
                "smtpd_tls_security_level = may");
        var setup = new Postfix.Setup("0.0.0.0:25 0.0.0.0:587", domain, Map.of(), settings);
        var addresses = IntStream.of(last).mapToObj(network::address).toList();
        return new StockServer(domain, addresses, Postfix.start(folder.resolve("postfix"), setup, host::inside));
    }

    /// The records of its zone.
    ///
    /// @param domain with the last dot
    public static List<String> zone(String domain, List<String> addresses) {
        return IntStream.range(0, addresses.size())
                .boxed()
                .flatMap(i -> Stream.of(
                        domain + " MX " + 10 * (i + 1) + " mx" + (i + 1) + "." + domain,
                        "mx" + (i + 1) + "." + domain + " A " + addresses.get(i)))
                .toList();
    }

    /// Where senders find it.
    public List<String> addresses() {
        return addresses;
    }

    /// Whom to write to.
    public String reader() {
        return "reader@" + domain;
    }

    /// The marks of all that lies in its mailbox.
    public Set<String> kept() {
        var marks = new HashSet<String>();
        for (var file : postfix.received()) {
            try {
                var id = MESSAGE_ID.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
                if (id.find()) {
                    marks.add(id.group(1));
                }
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
        return marks;
    }

    /// Its log.
    public String log() {
        return postfix.log();
    }

    @Override
    public void close() {
        postfix.close();
    }
}
