package org.postern.lab.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.postern.lab.peers.Child;

/// `postern serve` on a host of the small internet, with one reader who has an account.
public final class PosternHost implements AutoCloseable {
    /// Address of the host within its network.
    public static final int LAST = 10;

    /// Address of its name server, which is nobody's MX: who null-routes the one can still ask the other.
    public static final int NAMES = 53;

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Pattern MESSAGE_ID = Pattern.compile("(?im)^Message-ID: <([^@>]+)@");

    private final Namespace host;
    private final String domain;
    private final String nameServer;
    private final Web web;
    private final Recursor resolver;
    private final Child service;
    private int exports;

    private PosternHost(
            Namespace host, String domain, String nameServer, Web web, Recursor resolver, List<String> settings) {
        this.host = host;
        this.domain = domain;
        this.nameServer = nameServer;
        this.web = web;
        this.resolver = resolver;
        write("postern.toml", settings);
        write("password", List.of("correct horse battery staple"));
        var words = List.of("serve", "--data", data(), "--config", place("postern.toml"));
        this.service = host.start(
                "postern",
                JavaProgram.command(List.of("-Xms32m", "-Xmx384m"), "org.postern.server.main.Main", words),
                Map.of());
        service.until(() -> service.output().contains("Postern is ready"), PATIENCE);
        mail("signup");
    }

    /// @param root address of the root server
    /// @param more lines of `postern.toml`: tables of their own
    public static PosternHost start(Network network, String domain, String root, List<String> more) {
        return start(network, domain, root, more, Web.clear());
    }

    /// The same with its page elsewhere.
    static PosternHost start(Network network, String domain, String root, List<String> more, Web web) {
        var host = network.host("core", LAST, NAMES);
        host.replaceEtc("resolv.conf", List.of("nameserver 127.0.0.1"));
        var resolver = Recursor.start(host, "127.0.0.1", root);
        var settings = new ArrayList<>(List.of(
                "host_name = \"mx1.mx." + domain + "\"",
                "first_domains = [\"" + domain + "\"]",
                "[smtp]",
                "listen = \"0.0.0.0:25\"",
                "[http]",
                "listen = \"0.0.0.0:443\"",
                "metrics_listen = \"127.0.0.1:9090\"",
                "source_burst = 100000", // the export at the end asks for each letter
                "session_burst = 100000"));
        settings.addAll(web.http());
        settings.addAll(List.of(
                "[accounts]",
                "sign_up = \"open\"",
                "[delivery]",
                "allow_private_destinations = true",
                "[names]",
                "servers = [\"127.0.0.1\"]"));
        settings.addAll(web.tables());
        settings.addAll(more);
        return new PosternHost(host, domain, network.address(NAMES), web, resolver, settings);
    }

    /// The records of its domain: three MX names in a zone that it answers for itself.
    ///
    /// @param domain with the last dot
    public static List<String> zone(String domain, String nameServer) {
        return List.of(
                domain + " MX 10 mx1.mx." + domain,
                domain + " MX 10 mx2.mx." + domain,
                domain + " MX 10 mx3.mx." + domain,
                "mx." + domain + " NS ns1.mx." + domain,
                "ns1.mx." + domain + " A " + nameServer);
    }

    /// The table by which it answers for that zone.
    ///
    /// @param domain without the last dot
    public static List<String> names(String domain, String nameServer) {
        return List.of(
                "[dns]",
                "zone = \"mx." + domain + "\"",
                "listen = [\"" + nameServer + ":53\"]",
                "addresses = [\"" + nameServer + "\"]");
    }

    /// The addresses that the people of an operator are told at this moment.
    public Set<String> seenFrom(Operator operator) {
        var addresses = new TreeSet<String>();
        for (var line : operator.resolver().ask(domain, "MX").lines().toList()) {
            var name = line.substring(line.indexOf(' ') + 1);
            operator.resolver().ask(name, "A").lines().forEach(addresses::add);
        }
        return addresses;
    }

    /// Whom to write to.
    public String reader() {
        return "reader@" + domain;
    }

    /// The reader writes a letter.
    public void send(String mark, String to) {
        var text = PostfixSender.text(mark, domain, to, 0).replace("From: <" + mark + "@", "From: <reader@");
        write(mark + ".eml", text.lines().toList());
        var words = mailWords("send");
        words.replaceAll(word -> "'" + word + "'");
        host.run("sh", "-c", String.join(" ", words) + " < '" + place(mark + ".eml") + "'");
    }

    /// A rented host that becomes a relay by the lines that `postern relay add` prints.
    ///
    /// @param more options of `relay add`, as `--spare`
    public RelayHost hire(Network network, String name, String... more) {
        var relay = RelayHost.rent(network);
        var add = new ArrayList<>(List.of("relay", "add", "root@" + relay.address()));
        add.addAll(List.of("--name", name, "--address", relay.address(), "--network", "AS" + network.asn()));
        add.addAll(List.of(more));
        relay.obey(order(add.toArray(String[]::new)).lines().map(String::strip).toList());
        add.addAll(List.of("--host-key", relay.sshd().hostKey()));
        order(add.toArray(String[]::new));
        return relay;
    }

    /// What it tells everybody of blocks, oldest last.
    public List<Noticed> noticed() {
        var answer = asked(443, "/status.json");
        return Noticed.parse(answer.substring(answer.indexOf('{'), answer.lastIndexOf('}') + 1));
    }

    /// A figure of its metrics, as `postern_probe_reports_total{outcome="counted"}`; 0 when it is not there.
    double metric(String name) {
        var answer = asked(9090, "/metrics");
        return answer.lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(0);
    }

    /// Where it answers for its names.
    public String nameServer() {
        return nameServer;
    }

    /// The domain that it takes mail for.
    public String domain() {
        return domain;
    }

    /// Its MX names.
    public List<String> names() {
        return List.of("mx1.mx." + domain, "mx2.mx." + domain, "mx3.mx." + domain);
    }

    /// Where it runs.
    public Namespace host() {
        return host;
    }

    /// One of the operator's commands, as `relay list`.
    ///
    /// @return what it printed
    public String order(String... words) {
        var whole = new ArrayList<>(List.of(words));
        whole.addAll(List.of("--data", data()));
        return host.run(cli(whole).toArray(String[]::new));
    }

    /// The marks of all that lies in the reader's mailbox, opened with the reader's own key.
    public Set<String> kept() {
        exports++;
        var folder = place("export" + exports);
        mail("export", "inbox", folder);
        var marks = new TreeSet<String>();
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            for (var file : files.toList()) {
                var id = MESSAGE_ID.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
                if (id.find()) {
                    marks.add(id.group(1));
                }
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return marks;
    }

    /// The log.
    public String log() {
        return service.output();
    }

    @Override
    public void close() {
        service.close();
        resolver.close();
    }

    /// In the clear.
    private String asked(int port, String path) {
        var question = "exec 3<>/dev/tcp/127.0.0.1/" + port + " && printf 'GET " + path
                + " HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && cat <&3";
        return host.run("timeout", "20", "bash", "-c", question);
    }

    private String mail(String... words) {
        return host.run(mailWords(words).toArray(String[]::new));
    }

    private List<String> mailWords(String... words) {
        var whole = new ArrayList<>(
                List.of("mail", "--server", web.url(), "--user", reader(), "--password-file", place("password")));
        whole.addAll(List.of(words));
        return new ArrayList<>(cli(whole));
    }

    private List<String> cli(List<String> words) {
        var options = new ArrayList<>(web.trust());
        options.add("-Xmx256m");
        return JavaProgram.command(options, "org.postern.cli.Main", words);
    }

    private String data() {
        return place("data");
    }

    private String place(String file) {
        return host.folder().resolve(file).toString();
    }

    private void write(String file, List<String> lines) {
        try {
            Files.write(Path.of(place(file)), lines);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
