package org.postern.wire.dns.authority;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.postern.wire.Octets;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/// Records as an operator writes them: `NAME [SECONDS] [IN] TYPE DATA`, names below the zone unless they end
/// with a dot (RFC 1035 §5.1).
final class RecordText {
    /// What the zone makes itself, and what would cut it or answer for names that do not exist.
    private static final Set<Integer> NOT_HERE = Set.of(
            Type.SOA,
            Type.RRSIG,
            Type.NSEC,
            Type.NSEC3,
            Type.NSEC3PARAM,
            Type.DNSKEY,
            Type.CDS,
            Type.CDNSKEY,
            Type.DS,
            Type.DNAME,
            Type.NS,
            Type.OPT,
            Type.TSIG);

    private static final Pattern FORM =
            Pattern.compile("(\\S+)\\s+(?:([0-9]{1,9})\\s+)?(?:IN\\s+)?([A-Za-z0-9]+)\\s+(.*)", Pattern.DOTALL);

    private RecordText() {}

    private record Key(DnsName owner, int type) {}

    private record Line(Key key, long ttl, Octets value) {}

    /// @throws IllegalArgumentException that quotes the line and says what is wrong with it
    static List<RecordSet> read(List<String> lines, DnsName zone, long ttl) {
        Map<Key, List<Line>> byKey = new HashMap<>();
        for (var line : lines) {
            var read = line(line, zone, ttl);
            byKey.computeIfAbsent(read.key(), key -> new ArrayList<>()).add(read);
        }
        return byKey.entrySet().stream()
                .map(entry -> new RecordSet(
                        entry.getKey().owner(),
                        entry.getKey().type(),
                        entry.getValue().stream().mapToLong(Line::ttl).min().orElse(ttl),
                        entry.getValue().stream()
                                .map(line -> line.value().toByteArray())
                                .toList()))
                .toList();
    }

    private static Line line(String text, DnsName zone, long standardTtl) {
        var read = FORM.matcher(text.strip());
        if (!read.matches()) {
            throw wrong(text, "a record is NAME [SECONDS] [IN] TYPE DATA");
        }
        long ttl = read.group(2) == null ? standardTtl : Long.parseLong(read.group(2));
        var word = String.valueOf(read.group(3));
        int type = Type.value(word);
        if (type <= 0 || !Type.isRR(type)) {
            throw wrong(text, "'" + word + "' is no type of record");
        }
        if (NOT_HERE.contains(type)) {
            throw wrong(text, "records of type " + word + " are made by the server or cannot be in this zone");
        }
        var owner = owner(text, String.valueOf(read.group(1)), zone);
        return new Line(new Key(owner, type), ttl, Octets.of(value(text, type, String.valueOf(read.group(4)), zone)));
    }

    private static DnsName owner(String text, String word, DnsName zone) {
        if (word.startsWith("*")) {
            throw wrong(text, "there are no wildcards in this zone");
        }
        var owner = word.equals("@") ? zone : DnsName.parse(word.endsWith(".") ? word : word + "." + zone);
        if (!owner.isAtOrUnder(zone)) {
            throw wrong(text, "'" + word + "' is outside the zone " + zone);
        }
        return owner;
    }

    private static byte[] value(String text, int type, String words, DnsName zone) {
        try {
            var origin = Name.fromString(zone.toString());
            return Record.fromString(origin, type, DClass.IN, 0, words, origin).rdataToWireCanonical();
        } catch (IOException | RuntimeException malformed) {
            throw wrong(text, String.valueOf(malformed.getMessage()));
        }
    }

    private static IllegalArgumentException wrong(String line, String why) {
        return new IllegalArgumentException("records: '" + line + "': " + why);
    }
}
