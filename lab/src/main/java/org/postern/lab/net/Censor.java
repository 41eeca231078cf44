package org.postern.lab.net;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// Whoever may give orders to one operator's router and resolver. Orders add up until they are lifted.
public final class Censor implements AutoCloseable {
    /// After so many octets, known freezes hold.
    private static final int FREEZE_OCTETS = 16_000;

    private static final String SLOW_RATE = "32kbit";

    /// Packets that wait for the slow rate; what comes then is lost, as behind a policer.
    private static final String SLOW_QUEUE = "10";

    private final Operator operator;
    private final Namespace router;
    private final TreeSet<String> voids = new TreeSet<>();
    private final List<String> lies = new ArrayList<>();
    private final List<String> domains = new ArrayList<>();
    private final List<MiddleBox> boxes = new ArrayList<>();
    private boolean throttles;

    /// A censor who does nothing yet.
    public Censor(Operator operator) {
        this.operator = operator;
        this.router = operator.network().router();
        MiddleBox.prepare(operator.network());
        router.run("nft", "add", "table", "ip", "censor");
        router.run("nft", "add chain ip censor forward { type filter hook forward priority 0; }");
        router.run("nft", "add chain ip censor turn { type nat hook prerouting priority dstnat; }");
    }

    /// Names that [Means#SNI_DROP] looks for from now on: each of these domains and what is below it.
    public synchronized void list(String... names) {
        domains.addAll(List.of(names));
    }

    /// @param addresses single ones, or prefixes with their length where packets vanish
    public synchronized void block(Means means, String... addresses) {
        var all = List.of(addresses);
        switch (means) {
            case NULL_ROUTE -> all.forEach(this::voided);
            case NULL_ROUTE_REPLIES -> all.forEach(address -> drop("ip saddr " + address));
            case NULL_ROUTE_BOTH -> {
                all.forEach(this::voided);
                all.forEach(address -> drop("ip saddr " + address));
            }
            case PORT_25 -> all.forEach(address -> drop("ip daddr " + address + " tcp dport 25"));
            case RESET -> turn("", all, MiddleBox.Order.of(MiddleBox.Habit.RESET));
            case STARTTLS_STRIP -> turn("", all, MiddleBox.Order.of(MiddleBox.Habit.STRIP));
            case TLS_DROP -> turn("", all, MiddleBox.Order.of(MiddleBox.Habit.HOLD_TLS));
            case SNI_DROP -> turn("", all, MiddleBox.Order.hold(listed()));
            case BYTE_FREEZE -> turn("", all, MiddleBox.Order.of(MiddleBox.Habit.FREEZE, FREEZE_OCTETS));
            case THROTTLE -> all.forEach(this::throttle);
        }
    }

    /// The operator's resolver says that the name has another address.
    public synchronized void lie(String name, String address) {
        lies.add(name);
        operator.resolver().lie(name, "A " + address);
    }

    /// Questions to a name server vanish.
    public synchronized void silence(String nameServer) {
        drop("ip daddr " + nameServer + " meta l4proto { tcp, udp } th dport 53");
    }

    /// Connections to one port of the address are refused, as by a host with nothing there.
    public synchronized void refuse(String address, int port) {
        router.run(
                "nft",
                "add rule ip censor forward ip daddr " + address + " tcp dport " + port + " reject with tcp reset");
    }

    /// Packets to one port of the address vanish.
    public synchronized void silence(String address, int port) {
        drop("ip daddr " + address + " tcp dport " + port);
    }

    /// One customer's own firewall takes STARTTLS out, as some do. Nobody's block.
    public synchronized void oneCustomersFirewall(String customer, String... addresses) {
        turn("ip saddr " + customer + " ", List.of(addresses), MiddleBox.Order.of(MiddleBox.Habit.STRIP));
    }

    /// All mail to the addresses is late by so much in each direction. Nobody's block.
    public synchronized void slowLink(int millis, String... addresses) {
        turn("", List.of(addresses), MiddleBox.Order.of(MiddleBox.Habit.DELAY, millis));
    }

    /// Everything is as it was.
    public synchronized void lift() {
        router.run("nft", "flush", "table", "ip", "censor");
        voids.forEach(each -> router.run("ip", "route", "del", "blackhole", each));
        voids.clear();
        lies.forEach(operator.resolver()::repent);
        lies.clear();
        boxes.forEach(MiddleBox::close);
        boxes.clear();
        domains.clear();
        if (throttles) {
            router.run("tc", "qdisc", "del", "dev", Network.UPLINK, "root");
            throttles = false;
        }
    }

    @Override
    public void close() {
        boxes.forEach(MiddleBox::close);
    }

    private List<String> listed() {
        if (domains.isEmpty()) {
            throw new IllegalStateException("no name is on the list");
        }
        return domains;
    }

    private void voided(String address) {
        if (voids.add(address)) {
            router.run("ip", "route", "add", "blackhole", address);
        }
    }

    private void drop(String what) {
        router.run("nft", "add rule ip censor forward " + what + " drop");
    }

    /// @param whose words of nft, with a space after them
    private void turn(String whose, List<String> addresses, MiddleBox.Order order) {
        var box = MiddleBox.start(operator.network(), order, addresses);
        boxes.add(box);
        for (var door : box.doors()) {
            router.run(
                    "nft",
                    "add rule ip censor turn " + whose + "ip daddr " + door.target() + " tcp dport " + door.port()
                            + " redirect to :" + door.at());
        }
    }

    private void throttle(String address) {
        if (!throttles) {
            throttles = true;
            traffic("qdisc", "root", "handle", "1:", "htb", "default", "10");
            traffic("class", "parent", "1:", "classid", "1:10", "htb", "rate", "1gbit");
            traffic("class", "parent", "1:", "classid", "1:20", "htb", "rate", SLOW_RATE);
            traffic("qdisc", "parent", "1:20", "handle", "20:", "pfifo", "limit", SLOW_QUEUE);
        }
        traffic(
                "filter",
                "protocol",
                "ip",
                "parent",
                "1:",
                "prio",
                "1",
                "u32",
                "match",
                "ip",
                "dst",
                address,
                "flowid",
                "1:20");
    }

    private void traffic(String kind, String... rest) {
        var words = new ArrayList<>(List.of("tc", kind, "add", "dev", Network.UPLINK));
        words.addAll(List.of(rest));
        router.run(words.toArray(String[]::new));
    }
}
