package org.postern.wire.dns.authority;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.xbill.DNS.Type;

/// Records that depend on who asks.
sealed interface Moving {
    /// Best first, so that senders try them in that order.
    int PREFERENCE_STEP = 10;

    /// The address at one place of the view; a name never has none, since some senders take that for an error,
    /// so with fewer addresses than names the last names repeat the first addresses.
    record Exchanger(int place) implements Moving {}

    /// All addresses of the view.
    record Site() implements Moving {}

    /// MX records for the zone's own name: as many of the names as there are addresses.
    record MailHere(List<DnsName> exchangers) implements Moving {}

    /// The record sets by their type.
    default Map<Integer, RecordSet> sets(DnsName owner, long ttl, View view) {
        return switch (this) {
            case Exchanger(int place) ->
                addresses(owner, ttl, view, List.of(place % view.addresses().size()));
            case Site() ->
                addresses(
                        owner,
                        ttl,
                        view,
                        IntStream.range(0, view.addresses().size()).boxed().toList());
            case MailHere(var names) -> {
                var values = new ArrayList<byte[]>();
                for (int i = 0; i < Math.min(names.size(), view.addresses().size()); i++) {
                    values.add(Rdata.mx((i + 1) * PREFERENCE_STEP, names.get(i)));
                }
                yield Map.of(Type.MX, new RecordSet(owner, Type.MX, ttl, values));
            }
        };
    }

    /// Which addresses of the view the set names, as bits.
    default int named(int type, View view) {
        return switch (this) {
            case Exchanger(int place) ->
                bit(type, view, place % view.addresses().size());
            case Site() ->
                IntStream.range(0, view.addresses().size())
                        .map(place -> bit(type, view, place))
                        .sum();
            case MailHere here -> 0; // the names are the same for all
        };
    }

    private static int bit(int type, View view, int place) {
        boolean named = Rdata.addressType((int) view.addresses().get(place).size()) == type;
        return named ? 1 << place : 0;
    }

    private static Map<Integer, RecordSet> addresses(DnsName owner, long ttl, View view, List<Integer> places) {
        var byType = places.stream()
                .map(place -> view.addresses().get(place).toByteArray())
                .collect(Collectors.groupingBy(address -> Rdata.addressType(address.length)));
        var sets = new HashMap<Integer, RecordSet>();
        byType.forEach((type, values) -> sets.put(type, new RecordSet(owner, type, ttl, values)));
        return sets;
    }
}
