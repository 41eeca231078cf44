package org.postern.lab.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SNIHostName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.postern.lab.peers.Await;

/// Each censor does what its name says to the address it is told, and leaves the neighbour alone.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CensorsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ZONE = "old.test.";

    private final Opened open = new Opened();
    private Network hosting;
    private Operator operator;
    private Namespace customer;
    private Censor censor;
    private NameServers root;
    private StockServer stock;
    private String blocked;
    private String neighbour;

    @BeforeAll
    void build(@TempDir Path folder) {
        var internet = open.add(SmallInternet.build(folder));
        hosting = internet.network(64501, "a hosting network", "203.0.113");
        var names = internet.network(64503, "the name servers", "198.19.0");
        blocked = hosting.address(10);
        neighbour = hosting.address(11);
        var zone = StockServer.zone(ZONE, List.of(blocked, neighbour));
        root = open.add(NameServers.start(names.host("ns", 10), names.address(10), Map.of(ZONE, zone)));
        stock = open.add(StockServer.start(hosting, "old.test", root.address(), 10, 11));
        operator = open.add(Operator.open(internet, 8359, "MTS", root.address(), "198.18.59", "198.18.60"));
        customer = operator.network().host("customer", 99);
        censor = open.add(new Censor(operator));
    }

    @AfterEach
    void lift() {
        censor.lift();
    }

    @AfterAll
    void tearDown() {
        open.close();
    }

    @Test
    void a_null_route_swallows_what_goes_to_the_address_or_what_comes_from_it() {
        for (var means : List.of(Means.NULL_ROUTE, Means.NULL_ROUTE_REPLIES, Means.NULL_ROUTE_BOTH)) {
            censor.block(means, blocked);

            assertThat(customer.reaches(blocked, 25)).as("%s", means).isFalse();
            assertThat(customer.reaches(blocked, 587)).as("%s", means).isFalse();
            assertThat(customer.reaches(neighbour, 25)).as("%s", means).isTrue();
            censor.lift();
        }
        assertThat(customer.reaches(blocked, 25)).isTrue();
    }

    @Test
    void port_25_alone_can_be_blocked() {
        censor.block(Means.PORT_25, blocked);

        assertThat(customer.reaches(blocked, 25)).isFalse();
        assertThat(customer.reaches(blocked, 587)).isTrue();
    }

    @Test
    void sessions_are_reset_at_ehlo() {
        censor.block(Means.RESET, blocked);

        assertThat(talk(blocked)).contains("<-  220 ").contains(" -> EHLO").doesNotContain("<-  250");
        assertThat(talk(neighbour)).contains("250 2.0.0 Ok");
    }

    @Test
    void the_offer_of_starttls_is_taken_out() {
        assertThat(talk(blocked)).contains("250-STARTTLS");
        censor.block(Means.STARTTLS_STRIP, blocked);

        assertThat(talk(blocked)).contains("250-XXXXXXXX").doesNotContain("250-STARTTLS");
        assertThat(talk(neighbour)).contains("250-STARTTLS");
    }

    @Test
    void sessions_are_held_from_the_client_hello_on() {
        censor.block(Means.TLS_DROP, blocked);

        assertThat(talk(blocked, "--tls"))
                .contains("220 2.0.0 Ready to start TLS")
                .doesNotContain("TLS started");
        assertThat(talk(blocked)).contains("250 2.0.0 Ok");
        assertThat(talk(neighbour, "--tls")).contains("TLS started");
    }

    @Test
    void sessions_that_ask_for_a_listed_name_are_held_at_port_25() {
        censor.list("old.test");
        censor.block(Means.SNI_DROP, blocked);

        assertThat(shakesHands(blocked, 25, "-servername", "mx1.old.test")).isFalse();
        assertThat(shakesHands(blocked, 25, "-servername", "www.example.com")).isTrue();
        assertThat(shakesHands(blocked, 25, "-noservername")).isTrue();
        assertThat(shakesHands(neighbour, 25, "-servername", "mx1.old.test")).isTrue();
    }

    @Test
    void sessions_that_ask_for_a_listed_name_are_held_at_port_443_also_where_it_comes_in_two_segments()
            throws Exception {
        for (int last : List.of(20, 21)) {
            boolean inTwo = last == 21;
            var site = hosting.address(last);
            try (var server = openWeb(last)) { // it serves one client at a time, so who is held comes last
                censor.list("old.test");
                censor.block(Means.SNI_DROP, site);

                assertThat(isAnswered(site, "www.example.com", inTwo)).isTrue();
                assertThat(shakesHands(site, 443, "-noservername")).isTrue();
                assertThat(isAnswered(site, "old.test", inTwo)).isFalse();
                assertThat(server.log()).contains(Liar.asked("www.example.com")).doesNotContain(Liar.asked("old.test"));
                censor.lift();
            }
        }
    }

    @Test
    void a_stock_postfix_asks_for_no_name_and_its_mail_goes_on() {
        var stocks = operator.postfix("post.mts.test", List.of("smtp_tls_loglevel = 1"));
        var asking = operator.postfix(
                "asking.mts.test", List.of("smtp_tls_servername = hostname", "smtp_starttls_timeout = 4s"));
        censor.list("old.test");
        censor.block(Means.SNI_DROP, blocked, neighbour);

        stocks.send("stocks", "reader@old.test");
        asking.send("asking", "reader@old.test");
        Await.until(() -> stocks.log().contains("status="), PATIENCE, stocks::log);
        Await.until(() -> asking.log().contains("status="), PATIENCE, asking::log);

        assertThat(stocks.log()).contains("TLS connection established to mx1.old.test", "status=sent");
        assertThat(asking.log()).contains("status=deferred").doesNotContain("status=sent");
    }

    @Test
    void sessions_are_held_after_some_octets() {
        censor.block(Means.BYTE_FREEZE, blocked);

        var letter = "word ".repeat(4000);
        assertThat(talk(blocked, "--body", letter)).contains(" -> DATA").doesNotContain("250 2.0.0 Ok");
        assertThat(talk(neighbour, "--body", letter)).contains("250 2.0.0 Ok");
    }

    @Test
    void a_throttle_lets_mail_through_slowly() {
        var letter = new String[] {"--body", "word ".repeat(2000), "--timeout", "30"};
        long plain = millis(() -> assertThat(talk(blocked, letter)).contains("250 2.0.0 Ok"));
        censor.block(Means.THROTTLE, blocked);

        assertThat(millis(() -> assertThat(talk(blocked, letter)).contains("250 2.0.0 Ok")))
                .isGreaterThan(plain + 2000);
    }

    @Test
    void a_slow_link_lets_mail_through_late() {
        censor.slowLink(200, blocked);

        assertThat(millis(() -> assertThat(talk(blocked)).contains("250 2.0.0 Ok")))
                .isGreaterThan(1000);
    }

    @Test
    void a_box_between_speaks_with_the_customers_own_address() {
        var second = operator.network().hostIn(1, "customer2", 98);
        censor.block(Means.STARTTLS_STRIP, blocked);

        assertThat(talk(blocked)).contains("250-XXXXXXXX");
        assertThat(second.tried("timeout", "10", "swaks", "--server", blocked, "--to", "reader@old.test")
                        .output())
                .contains("250-XXXXXXXX");
        assertThat(stock.log()).contains("connect from unknown[198.18.59.99]", "connect from unknown[198.18.60.98]");
        assertThat(stock.log()).doesNotContain("connect from unknown[198.18.59.1]");
    }

    @Test
    void a_resolver_lies_and_a_name_server_cannot_be_asked() {
        assertThat(operator.resolver().ask("mx1.old.test", "A")).contains(blocked);
        censor.lie("mx1.old.test", "127.0.0.2");

        assertThat(operator.resolver().ask("mx1.old.test", "A")).contains("127.0.0.2");
        censor.lift();
        censor.silence(root.address());
        operator.resolver().forget();

        assertThat(operator.resolver().ask("mx1.old.test", "A")).doesNotContain(blocked);
        censor.lift();
        operator.resolver().forget();
        Await.until(() -> operator.resolver().ask("mx1.old.test", "A").contains(blocked), PATIENCE, () -> "no answer");
    }

    @Test
    void a_list_reaches_the_router_by_bgp_and_cuts_one_way_or_both_by_whether_sources_are_checked() {
        var far = hosting.host("far", 22);
        var address = hosting.address(22);
        var home = operator.network().address(99);
        try (var register = BlackholeRegister.open(operator.network())) {
            register.enter(List.of(blocked, address));

            assertThat(customer.reaches(blocked, 25)).isFalse();
            assertThat(customer.reaches(neighbour, 25)).isTrue();
            assertThat(arrives(customer, far, address)).isFalse();
            assertThat(arrives(far, customer, home)).isTrue();

            register.cutBothWays();

            assertThat(arrives(far, customer, home)).isFalse();
            assertThat(customer.reaches(neighbour, 25)).isTrue();
        }
        Await.until(() -> customer.reaches(blocked, 25), PATIENCE, () -> "still blocked");
        assertThat(arrives(customer, far, address)).isTrue();
        assertThat(arrives(far, customer, home)).isTrue();
    }

    @Test
    void a_hunter_blocks_what_the_resolver_says_and_at_last_the_whole_neighbourhood() {
        var quick = Hunter.Tier.C4.hurried(120);
        try (var hunter = Hunter.start(censor, operator, quick, "old.test")) {
            Await.until(
                    () -> hunter.blocked().size() == 2,
                    PATIENCE,
                    () -> hunter.blocked().toString());
            assertThat(customer.reaches(neighbour, 25)).isFalse();

            root.publish(ZONE, StockServer.zone(ZONE, List.of("203.0.113.12")));
            operator.resolver().forget();
            Await.until(
                    () -> hunter.blocked().contains("203.0.113.0/24"),
                    PATIENCE,
                    () -> hunter.blocked().toString());
        } finally {
            root.publish(ZONE, StockServer.zone(ZONE, List.of(blocked, neighbour)));
            operator.resolver().forget();
        }
    }

    @Test
    void an_outage_takes_everything_and_ends() {
        operator.network().cut();

        assertThat(customer.reaches(neighbour, 25)).isFalse();
        operator.network().splice();
        assertThat(customer.reaches(neighbour, 25)).isTrue();
    }

    private String talk(String address, String... more) {
        var whole = new ArrayList<>(List.of(
                "timeout",
                "10",
                "swaks",
                "--server",
                address,
                "--from",
                "a@mts.test",
                "--to",
                "reader@old.test",
                "--timeout",
                "3"));
        whole.addAll(List.of(more));
        return customer.tried(whole.toArray(String[]::new)).output();
    }

    /// Whether packets of one host come to another, whatever becomes of the answers.
    private static boolean arrives(Namespace from, Namespace to, String address) {
        to.run("nft", "add table ip seen");
        to.run("nft", "add chain ip seen input { type filter hook input priority 0; }");
        to.run("nft", "add rule ip seen input tcp dport 9 counter");
        from.reaches(address, 9);
        var seen = to.run("nft", "list", "table", "ip", "seen");
        to.run("nft", "delete", "table", "ip", "seen");
        return !seen.contains("packets 0 ");
    }

    private boolean shakesHands(String address, int port, String... more) {
        var whole = new ArrayList<>(
                List.of("timeout", "10", "openssl", "s_client", "-brief", "-connect", address + ":" + port));
        if (port == 25) {
            whole.addAll(List.of("-starttls", "smtp"));
        }
        whole.addAll(List.of(more));
        return customer.tried(whole.toArray(String[]::new)).output().contains("CONNECTION ESTABLISHED");
    }

    private Liar openWeb(int last) {
        var web = hosting.host("web" + last, last);
        SelfSigned.make(web.folder(), "old.test");
        return Liar.start(web, web.folder(), "old.test");
    }

    /// @param inTwo whether the ClientHello comes in two parts, the first of which has no name yet
    private boolean isAnswered(String address, String name, boolean inTwo) throws Exception {
        if (!inTwo) {
            return shakesHands(address, 443, "-servername", name);
        }
        var hello = customer.folder().resolve("hello");
        Files.write(hello, ClientHelloTest.hello(List.of(new SNIHostName(name))));
        var script = "exec 3<>/dev/tcp/" + address + "/443; head -c 60 " + hello + " >&3; sleep 0.3; tail -c +61 "
                + hello + " >&3; head -c 1 <&3 | wc -c";
        return customer.tried("timeout", "10", "bash", "-c", script)
                .output()
                .strip()
                .equals("1");
    }

    private static long millis(Runnable act) {
        long from = System.nanoTime();
        act.run();
        return (System.nanoTime() - from) / 1_000_000;
    }
}
