package org.postern.lab.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.postern.lab.peers.Await;

/// What runs play in: operators with senders, the server that people run today, and Postern with relays in
/// networks of their own. Operators come first, since Postern is given a map of all networks.
public final class Scene implements AutoCloseable {
    private static final String OLD = "old.test";
    private static final String NEW = "postern.test";
    private static final Path EXIM = Path.of(System.getProperty("postern.home", "."), "target", "exim");
    /// What Postern has when nobody sets anything.
    static final int STOCK_LOOKS = 6;

    /// The most that can be set: ten times as many, for runs whose senders are hurried too.
    static final int MOST_LOOKS = 60;

    private static final int FIRST_SHOP = 64510;
    private static final int READER = 97;
    private static final int VOLUNTEER = 98;

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Path folder;
    private final int looksAnHour;
    private final Opened open = new Opened();
    private final SmallInternet internet;
    private final NameServers root;
    private final DohServer publicResolver;
    private final Network victim;
    private final Network core;
    private final List<Operator> operators = new ArrayList<>();
    private final List<RelayHost> relays = new ArrayList<>();
    private final Map<Operator, Censor> censors = new HashMap<>();
    private final Map<Operator, BlackholeRegister> registers = new HashMap<>();
    private Optional<PosternHost> postern = Optional.empty();

    /// Name servers, and networks where nobody is yet.
    ///
    /// @param folder for the files of all that runs; best an empty one
    /// @param looksAnHour at one mail host, by which Postern tries the reverse path
    public Scene(Path folder, int looksAnHour) {
        this.folder = folder;
        this.looksAnHour = looksAnHour;
        internet = open.add(SmallInternet.build(folder));
        victim = internet.network(64501, "hosting network of the stock server", "203.0.113");
        core = internet.network(64502, "network of the core", "192.0.2");
        var names = internet.network(64503, "network of the name servers", "198.19.0");
        var zones = Map.of(
                OLD + ".", StockServer.zone(OLD + ".", List.of(victim.address(10), victim.address(11))),
                NEW + ".", PosternHost.zone(NEW + ".", core.address(PosternHost.NAMES)));
        root = open.add(NameServers.start(names.host("ns", 10), names.address(10), zones));
        publicResolver = open.add(DohServer.start(names.host("doh", 11), names.address(11), root.address()));
    }

    /// The two operators of 2019 and one elsewhere, each with a Postfix and an Exim.
    List<Operator> operatorsOf2019(Timers timers) {
        var all = List.of(
                operator(8359, "MTS", "198.18.59"),
                operator(12389, "Rostelecom", "198.18.89"),
                operator(64500, "an operator elsewhere", "198.18.100"));
        all.forEach(each -> {
            each.postfix("post.as" + each.network().asn() + ".test", timers.postfix());
            each.exim("exim.as" + each.network().asn() + ".test", EXIM, timers.exim());
        });
        return all;
    }

    /// One more operator, with no sender yet.
    public Operator operator(int asn, String words, String... prefixes) {
        var made = open.add(Operator.open(internet, asn, words, root.address(), prefixes));
        operators.add(made);
        return made;
    }

    /// The name of Postern's page leads to the core from now on.
    ///
    /// @return the core's address
    String nameSite(String name) {
        var address = core.address(PosternHost.LAST);
        var records = new ArrayList<>(PosternHost.zone(NEW + ".", core.address(PosternHost.NAMES)));
        records.add(name + ". A " + address);
        root.publish(NEW + ".", records);
        return address;
    }

    /// The server that people run today.
    public StockServer openStock() {
        return open.add(StockServer.start(victim, OLD, root.address(), 10, 11));
    }

    /// Postern, which answers for its own names and learns of no network after this.
    ///
    /// @param serving relays that answers may name
    /// @param spare relays that stand by
    public PosternHost openPostern(int serving, int spare) {
        return openPostern(serving, spare, Web.clear());
    }

    /// The same with its page elsewhere.
    PosternHost openPostern(int serving, int spare, Web web) {
        var shops = IntStream.rangeClosed(1, serving + spare)
                .mapToObj(i -> internet.network(FIRST_SHOP + i, "hosting network " + i, "198.19." + (10 + i)))
                .toList();
        var made = open.add(PosternHost.start(core, NEW, root.address(), settings(), web));
        for (int i = 0; i < shops.size(); i++) {
            var options = i < serving ? new String[0] : new String[] {"--spare"};
            relays.add(open.add(made.hire(shops.get(i), "relay" + (i + 1), options)));
        }
        postern = Optional.of(made);
        operators.forEach(each ->
                awaitAnswers(made, each, Math.min(1 + serving, made.names().size())));
        return made;
    }

    /// Until as many addresses are named to an operator as an answer can have: the core's own among them.
    private static void awaitAnswers(PosternHost postern, Operator operator, int addresses) {
        Await.until(
                () -> {
                    operator.resolver().forget();
                    return postern.seenFrom(operator).size() == addresses;
                },
                PATIENCE,
                () -> postern.seenFrom(operator).toString());
    }

    /// People of the operator who read the site by all of its addresses.
    void openReader(Operator operator, Duration pause) {
        open.add(WebReader.start(operator.customer("reader", READER), addresses(), pause));
    }

    /// Somebody at the operator who measures now and then.
    void openVolunteer(Operator operator, Duration first, Duration every) {
        var label = "as" + operator.network().asn();
        var said = postern()
                .order("volunteer", "add", label, "AS" + operator.network().asn());
        var ticket = said.lines().findFirst().orElseThrow();
        var sites = addresses().stream()
                .map(address -> "http://" + address + ":443")
                .toList();
        var kit = new Volunteer.Kit(ticket, publicResolver.store(), sites);
        open.add(Volunteer.begin(operator.customer("volunteer", VOLUNTEER), kit, first, every));
    }

    /// The core's own and each relay's.
    private List<String> addresses() {
        var all = new ArrayList<>(List.of(core.address(PosternHost.LAST)));
        relays.forEach(relay -> all.add(relay.address()));
        return all;
    }

    /// Who gives that operator orders; nobody has yet.
    public Censor censorOf(Operator operator) {
        return censors.computeIfAbsent(operator, each -> open.add(new Censor(each)));
    }

    /// The one that volunteers' tickets name.
    DohServer publicResolver() {
        return publicResolver;
    }

    /// The list by which addresses are blocked there, towards us; empty at first.
    BlackholeRegister registerOf(Operator operator) {
        return registers.computeIfAbsent(operator, each -> open.add(BlackholeRegister.open(each.network())));
    }

    public NameServers root() {
        return root;
    }

    public PosternHost postern() {
        return postern.orElseThrow();
    }

    /// The first relay's host is gone for everybody, without a last word. Once is enough.
    void crashRelay() {
        relays.getFirst().network().cut();
    }

    public List<RelayHost> relays() {
        return relays;
    }

    @Override
    public void close() {
        try {
            open.close();
        } catch (IllegalStateException failed) {
            Stream.of(failed.getSuppressed()).forEach(broken -> System.err.println("lab: " + broken.getMessage()));
        }
    }

    private List<String> settings() {
        var map = folder.resolve("networks.csv").toAbsolutePath();
        var lines = internet.networks().stream()
                .flatMap(each ->
                        each.prefixes().stream().map(prefix -> prefix + ".0/24," + each.asn() + "," + each.words()))
                .toList();
        try {
            Files.write(map, lines);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        var settings = new ArrayList<>(PosternHost.names(NEW, core.address(PosternHost.NAMES)));
        settings.addAll(List.of(
                "[reach]",
                "networks = \"" + map + "\"",
                "own_addresses = [\"" + core.address(PosternHost.LAST) + "\"]",
                "looks_an_hour = " + looksAnHour,
                "[probes]",
                "resolvers = [\"" + publicResolver.url() + "\"]"));
        return settings;
    }
}
