package org.postern.wire.dns.authority;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/// One question put to a zone (RFC 1034 §4.3.2, RFC 4035 §3.1).
final class Lookup {
    private final Zone zone;
    private final Query query;
    private final Supplier<View> views;
    private final Signing signing;
    private @Nullable View view;

    Lookup(Zone zone, Query query, Supplier<View> views, Signing signing) {
        this.zone = zone;
        this.query = query;
        this.views = views;
        this.signing = signing;
    }

    Reply answer() {
        if (query.dclass() != DClass.IN || !query.name().isAtOrUnder(zone.apex())) {
            return Reply.refused(Rcode.REFUSED); // no recursion, and nothing about others
        }
        var node = zone.at(query.name());
        if (node.isEmpty()) {
            return zone.exists(query.name()) ? noData(denialBefore(query.name())) : noSuchName();
        }
        var sets = sets(query.name(), node.get());
        if (query.type() == Type.ANY || query.type() == Type.RRSIG) {
            return one(sets);
        }
        var found = sets.getOrDefault(query.type(), sets.get(Type.CNAME));
        if (found == null) {
            return noData(isDenied() ? denial(query.name(), sets) : null);
        }
        int named = 0;
        if (found.moves()) {
            named = node.get().moving().orElseThrow().named(found.set().type(), view());
        }
        return reply(Rcode.NOERROR, List.of(signed(found)), List.of(), named);
    }

    /// RFC 8482 §4.1: one record set instead of all, the one that everybody may have. A question for RRSIG
    /// alone would be as large.
    private Reply one(Map<Integer, Zone.Placed> sets) {
        var first = sets.values().stream()
                .min((a, b) -> Integer.compare(a.set().type(), b.set().type()))
                .orElseThrow();
        return reply(Rcode.NOERROR, List.of(signed(first)), List.of(), 0);
    }

    /// RFC 4035 §3.1.3.1
    private Reply noData(@Nullable Signed denial) {
        return negative(Rcode.NOERROR, denial == null ? List.of() : List.of(denial));
    }

    /// RFC 4035 §3.1.3.2: that the name is not there, and that no wildcard stands for it.
    private Reply noSuchName() {
        var closest = query.name().parent();
        while (!zone.exists(closest)) {
            closest = closest.parent();
        }
        var wildcard = new byte[closest.wire().length + 2];
        wildcard[0] = 1;
        wildcard[1] = '*';
        System.arraycopy(closest.wire(), 0, wildcard, 2, closest.wire().length);
        var denials = new ArrayList<Signed>();
        var owners = new HashSet<DnsName>();
        for (var name : Arrays.asList(query.name(), DnsName.ofWire(wildcard, 0, wildcard.length))) {
            var denial = wildcard.length > DnsName.LONGEST ? null : denialBefore(name);
            if (denial != null && owners.add(denial.set().owner())) {
                denials.add(denial);
            }
        }
        return negative(Rcode.NXDOMAIN, denials);
    }

    /// RFC 2308 §3: with the SOA record, whose time to live is the denial's.
    private Reply negative(int rcode, List<Signed> denials) {
        var authority = new ArrayList<Signed>();
        authority.add(signed(new Zone.Placed(zone.soa(), false)));
        authority.addAll(denials);
        return reply(rcode, List.of(), authority, 0);
    }

    private boolean isDenied() {
        return zone.isSigned() && query.wantsSignatures();
    }

    private @Nullable Signed denialBefore(DnsName name) {
        if (!isDenied()) {
            return null;
        }
        var before = zone.before(name);
        return denial(before.getKey(), sets(before.getKey(), before.getValue()));
    }

    private Signed denial(DnsName owner, Map<Integer, Zone.Placed> sets) {
        boolean moves = sets.values().stream().anyMatch(Zone.Placed::moves);
        return signed(new Zone.Placed(zone.denial(owner, sets.keySet()), moves));
    }

    private Signed signed(Zone.Placed placed) {
        var lasting = placed.moves() ? Signing.Lasting.BRIEF : Signing.Lasting.LONG;
        return new Signed(
                placed.set(), query.wantsSignatures() ? signing.signatures(placed.set(), lasting) : List.of());
    }

    private Map<Integer, Zone.Placed> sets(DnsName name, Zone.Node node) {
        return zone.sets(name, node, this::view);
    }

    private View view() {
        var known = view;
        if (known == null) {
            known = views.get();
            view = known;
        }
        return known;
    }

    private Reply reply(int rcode, List<Signed> answers, List<Signed> authority, int named) {
        return new Reply(rcode, answers, authority, view != null, named);
    }
}
