package org.postern.wire.dns.authority;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.postern.wire.Octets;
import org.xbill.DNS.Type;

/// One state of a zone: what it holds, under one serial number. It has no delegations and no wildcards.
/// Denial is by NSEC records (RFC 4034 §4) along the chain of all names: whoever asks for names that do not
/// exist gets signatures that are there already, and a resolver need not ask again (RFC 8198).
///
/// INVARIANT: which names there are does not depend on who asks; only their addresses do.
public final class Zone {
    private static final int REFRESH_SECONDS = 900;
    private static final int RETRY_SECONDS = 300;
    private static final int EXPIRE_SECONDS = 14 * 86_400; // no longer than signatures of [Signing.Lasting#LONG] hold

    private final DnsName apex;
    private final int ttl;
    private final long serial;
    private final boolean isSigned;
    private final RecordSet soa;
    private final View fallback;
    private final NavigableMap<DnsName, Node> nodes = new TreeMap<>();
    private final Set<DnsName> names = new HashSet<>();

    /// What stands at a name.
    record Node(Map<Integer, RecordSet> fixed, Optional<Moving> moving) {}

    /// A set, and whether it is the same for everybody.
    record Placed(RecordSet set, boolean moves) {}

    /// @param texts TXT records beside those of the plan, each of one text
    /// @param keys that sign the zone; none for one that is not signed
    /// @throws IllegalArgumentException in words for the operator
    public Zone(ZonePlan plan, Map<DnsName, List<String>> texts, long serial, List<SigningKey> keys) {
        apex = plan.apex();
        ttl = plan.ttl();
        this.serial = serial;
        isSigned = !keys.isEmpty();
        fallback = new View(plan.fallback());
        soa = ownRecords(plan, keys);
        RecordText.read(plan.records(), apex, ttl).forEach(this::add);
        texts.forEach((name, lines) -> add(new RecordSet(
                name, Type.TXT, ttl, lines.stream().map(Rdata::txt).toList())));
        moving(plan);
        serverAddresses(plan);
        for (var name : nodes.keySet()) {
            for (var at = name; !at.equals(apex); at = at.parent()) {
                names.add(at);
            }
        }
        names.add(apex);
    }

    public DnsName apex() {
        return apex;
    }

    public long serial() {
        return serial;
    }

    /// The answer by the zone's contents.
    ///
    /// @param view asked only when the answer depends on it
    public Reply answer(Query query, Supplier<View> view, Signing signing) {
        return new Lookup(this, query, view, signing).answer();
    }

    /// All record sets with their signatures as secondaries carry them, the SOA record first.
    public List<Signed> everything(Signing signing) {
        var all = new ArrayList<Signed>();
        nodes.forEach((name, node) -> {
            var sets = sets(name, node, () -> fallback);
            sets.values().forEach(placed -> all.add(signed(placed.set(), signing)));
            if (isSigned) {
                all.add(signed(denial(name, sets.keySet()), signing));
            }
        });
        all.sort((a, b) -> Boolean.compare(isSoa(b), isSoa(a)));
        return all;
    }

    private boolean isSoa(Signed signed) {
        return signed.set().type() == Type.SOA && signed.set().owner().equals(apex);
    }

    private static Signed signed(RecordSet set, Signing signing) {
        return new Signed(set, signing.signatures(set, Signing.Lasting.LONG));
    }

    boolean isSigned() {
        return isSigned;
    }

    /// Whether the name or one below it is here (RFC 4592 §2.2.2: it may be empty and exist).
    boolean exists(DnsName name) {
        return names.contains(name);
    }

    Optional<Node> at(DnsName name) {
        return Optional.ofNullable(nodes.get(name));
    }

    /// The name at or before this one that has records.
    Map.Entry<DnsName, Node> before(DnsName name) {
        return nodes.floorEntry(name); // the apex is before every name of the zone
    }

    /// @param view asked only where something moves
    Map<Integer, Placed> sets(DnsName name, Node node, Supplier<View> view) {
        var all = new HashMap<Integer, Placed>();
        node.fixed().forEach((type, set) -> all.put(type, new Placed(set, false)));
        node.moving()
                .ifPresent(moving -> moving.sets(name, ttl, view.get())
                        .forEach((type, set) -> all.putIfAbsent(type, new Placed(set, true))));
        return all;
    }

    /// RFC 4034 §4: what there is at the name, and which name is next. Its time to live is that of any denial
    /// (RFC 9077 §3).
    RecordSet denial(DnsName name, Set<Integer> types) {
        var next = nodes.higherKey(name);
        var listed = new TreeSet<>(types);
        listed.addAll(List.of(Type.RRSIG, Type.NSEC));
        return new RecordSet(name, Type.NSEC, ttl, List.of(Rdata.nsec(next == null ? apex : next, listed)));
    }

    RecordSet soa() {
        return soa;
    }

    /// @return the SOA record
    private RecordSet ownRecords(ZonePlan plan, List<SigningKey> keys) {
        var times = List.of(REFRESH_SECONDS, RETRY_SECONDS, EXPIRE_SECONDS, ttl);
        var data = Rdata.soa(plan.servers().getFirst(), plan.person(), serial, times);
        var set = new RecordSet(apex, Type.SOA, ttl, List.of(data));
        add(set);
        add(new RecordSet(
                apex, Type.NS, ttl, plan.servers().stream().map(DnsName::wire).toList()));
        if (keys.isEmpty()) {
            return set;
        }
        var published = keys.stream()
                .map(key -> new DnsKey(key.algorithm(), key.publicKey()))
                .toList();
        var rdata = published.stream().map(DnsKey::rdata).toList();
        add(new RecordSet(apex, Type.DNSKEY, ttl, rdata));
        add(new RecordSet(apex, Type.CDNSKEY, ttl, rdata)); // RFC 7344 §4, RFC 8078 §3: for parents that look
        add(new RecordSet(
                apex,
                Type.CDS,
                ttl,
                published.stream().map(key -> key.delegation(apex)).toList()));
        return set;
    }

    private void moving(ZonePlan plan) {
        for (int i = 0; i < plan.exchangers().size(); i++) {
            move(plan.exchangers().get(i), new Moving.Exchanger(i));
        }
        plan.sites().forEach(site -> move(site, new Moving.Site()));
        nodes.computeIfPresent(apex, (name, node) -> {
            boolean decided = node.fixed().containsKey(Type.MX) || node.moving().isPresent();
            return decided ? node : new Node(node.fixed(), Optional.of(new Moving.MailHere(plan.exchangers())));
        });
    }

    private void move(DnsName name, Moving how) {
        var node = nodes.getOrDefault(name, new Node(new HashMap<>(), Optional.empty()));
        for (int type : List.of(Type.A, Type.AAAA, Type.CNAME)) {
            if (node.fixed().containsKey(type)) {
                throw new IllegalArgumentException(
                        "records: " + name + " has its addresses by who asks, so it can have no " + Type.string(type));
            }
        }
        nodes.put(name, new Node(node.fixed(), Optional.of(how)));
    }

    /// A server with a name in the zone that has no address there would not be found.
    private void serverAddresses(ZonePlan plan) {
        for (var server : plan.servers()) {
            var node = Optional.ofNullable(nodes.get(server));
            boolean has = node.map(at -> at.moving().isPresent()
                            || at.fixed().containsKey(Type.A)
                            || at.fixed().containsKey(Type.AAAA))
                    .orElse(false);
            if (server.isAtOrUnder(apex) && !has) {
                var byType = new HashMap<Integer, List<byte[]>>();
                for (Octets address : plan.addresses()) {
                    byType.computeIfAbsent(Rdata.addressType((int) address.size()), type -> new ArrayList<>())
                            .add(address.toByteArray());
                }
                byType.forEach((type, values) -> add(new RecordSet(server, type, ttl, values)));
            }
        }
    }

    private void add(RecordSet set) {
        var node = nodes.computeIfAbsent(set.owner(), name -> new Node(new HashMap<>(), Optional.empty()));
        node.fixed().merge(set.type(), set, (a, b) -> {
            var values = new ArrayList<>(a.values());
            values.addAll(b.values());
            return new RecordSet(a.owner(), a.type(), Math.min(a.ttl(), b.ttl()), values);
        });
        boolean alias = node.fixed().containsKey(Type.CNAME);
        if (alias && node.fixed().size() > 1) {
            throw new IllegalArgumentException("records: " + set.owner() + " is an alias and has other records too");
        }
    }
}
