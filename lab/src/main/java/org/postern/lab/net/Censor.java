package org.postern.lab.net;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// Whoever may give orders to one operator's router and resolver. Orders add up until they are lifted.
public final class Censor implements AutoCloseable {
    /// A letter's worth: the size of a short message with its dialogue is more.
    private static final int FREEZE_OCTETS = 600;

    private static final String SLOW_RATE = "16kbit";

    private final Operator operator;
    private final Namespace router;
    private final TreeSet<String> voids = new TreeSet<>();
    private final List<String> lies = new ArrayList<>();
    private final List<MiddleBox> boxes = new ArrayList<>();
    private boolean throttles;

    /// A censor who does nothing yet.
    public Censor(Operator operator) {
        this.operator = operator;
        this.router = operator.network().router();
        router.run("nft", "add", "table", "ip", "censor");
        router.run("nft", "add chain ip censor forward { type filter hook forward priority 0; }");
        router.run("nft", "add chain ip censor turn { type nat hook prerouting priority dstnat; }");
    }

    /// @param address one address, or a prefix with its length where packets vanish
    public synchronized void block(Means means, String address) {
        switch (means) {
            case NULL_ROUTE -> voided(address);
            case NULL_ROUTE_REPLIES -> drop("ip saddr " + address);
            case NULL_ROUTE_BOTH -> {
                voided(address);
                drop("ip saddr " + address);
            }
            case PORT_25 -> drop("ip daddr " + address + " tcp dport 25");
            case RESET -> turn("ip daddr " + address, address, MiddleBox.Habit.RESET, 0);
            case STARTTLS_STRIP -> turn("ip daddr " + address, address, MiddleBox.Habit.STRIP, 0);
            case TLS_DROP -> turn("ip daddr " + address, address, MiddleBox.Habit.HOLD_TLS, 0);
            case BYTE_FREEZE -> turn("ip daddr " + address, address, MiddleBox.Habit.FREEZE, FREEZE_OCTETS);
            case THROTTLE -> throttle(address);
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

    /// One customer's own firewall takes STARTTLS out, as some do. Nobody's block.
    public synchronized void oneCustomersFirewall(String customer, String address) {
        turn("ip saddr " + customer + " ip daddr " + address, address, MiddleBox.Habit.STRIP, 0);
    }

    /// All mail to the address is late by so much in each direction. Nobody's block.
    public synchronized void slowLink(String address, int millis) {
        turn("ip daddr " + address, address, MiddleBox.Habit.DELAY, millis);
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
        if (throttles) {
            router.run("tc", "qdisc", "del", "dev", Network.UPLINK, "root");
            throttles = false;
        }
    }

    @Override
    public void close() {
        boxes.forEach(MiddleBox::close);
    }

    private void voided(String address) {
        if (voids.add(address)) {
            router.run("ip", "route", "add", "blackhole", address);
        }
    }

    private void drop(String what) {
        router.run("nft", "add rule ip censor forward " + what + " drop");
    }

    private void turn(String what, String address, MiddleBox.Habit habit, int number) {
        var box = MiddleBox.start(router, habit, number, address);
        boxes.add(box);
        router.run("nft", "add rule ip censor turn " + what + " tcp dport 25 redirect to :" + box.port());
    }

    private void throttle(String address) {
        if (!throttles) {
            throttles = true;
            traffic("qdisc", "root", "handle", "1:", "htb", "default", "10");
            traffic("class", "parent", "1:", "classid", "1:10", "htb", "rate", "1gbit");
            traffic("class", "parent", "1:", "classid", "1:20", "htb", "rate", SLOW_RATE);
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
