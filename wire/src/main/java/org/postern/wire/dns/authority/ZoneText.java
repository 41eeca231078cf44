package org.postern.wire.dns.authority;

import java.util.List;
import java.util.Set;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/// A zone as lines that a person reads (RFC 1035 §5.1).
public final class ZoneText {
    private static final Set<Integer> OF_MACHINES = Set.of(Type.NSEC, Type.RRSIG);

    private ZoneText() {}

    /// As secondaries carry it, without signatures and denial.
    public static List<String> lines(ZoneState state) {
        return state.sets().stream()
                .map(Signed::set)
                .filter(set -> !OF_MACHINES.contains(set.type()))
                .flatMap(set -> set.values().stream().map(value -> line(set, value)))
                .toList();
    }

    private static String line(RecordSet set, byte[] value) {
        try {
            var owner = Name.fromString(set.owner().toString());
            return Record.newRecord(owner, set.type(), DClass.IN, set.ttl(), value)
                    .toString()
                    .replace('\t', ' ');
        } catch (TextParseException ownNamesAreNames) {
            throw new IllegalStateException(ownNamesAreNames);
        }
    }
}
