package org.postern.wire.dns;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.postern.wire.Octets;
import org.postern.wire.address.Domain;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/// A resolver's message, read: what it says about the question, and for how long.
///
/// @param keep how long the result may be used again; zero for a failure
public record Answer<T>(Lookup<T> result, Duration keep) {
    private static final int MOST_ALIASES = 8;
    private static final int MOST_RECORDS = 100;

    /// MX records in the order of the answer; names that no host can have are left out.
    public static Answer<MailExchanger> mailExchangers(Message message, Name question) {
        return read(message, question, Type.MX, Answer::exchanger);
    }

    /// The octets of addresses, 4 or 16 of them.
    ///
    /// @param type `Type.A` or `Type.AAAA`
    public static Answer<Octets> addresses(Message message, Name question, int type) {
        int size = type == Type.A ? 4 : 16;
        return read(
                message,
                question,
                type,
                record -> Optional.of(record.rdataToWireCanonical())
                        .filter(octets -> octets.length == size) // an answer that says it is an UPDATE has empty ones
                        .map(Octets::of));
    }

    /// TXT records, the strings of each joined without anything between them (RFC 7208 §3.3).
    public static Answer<String> texts(Message message, Name question) {
        return read(
                message,
                question,
                Type.TXT,
                record -> record instanceof TXTRecord txt
                        ? Optional.of(String.join("", txt.getStrings()))
                        : Optional.empty());
    }

    private static <T> Answer<T> read(Message message, Name question, int type, Function<Record, Optional<T>> value) {
        int rcode = message.getRcode();
        if (rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN) {
            return new Answer<>(new Lookup.Failed<>(), Duration.ZERO);
        }
        var records = message.getSection(Section.ANSWER).stream()
                .filter(record -> record.getDClass() == DClass.IN)
                .toList();
        var owner = followAliases(records, question);
        long ttl = records.stream().mapToLong(Record::getTTL).min().orElse(0);
        var matching = records.stream()
                .filter(record -> record.getType() == type && record.getName().equals(owner))
                .limit(MOST_RECORDS)
                .toList();
        var values = matching.stream()
                .flatMap(record -> value.apply(record).stream())
                .toList();
        if (!values.isEmpty()) {
            return new Answer<>(new Lookup.Found<>(values), Duration.ofSeconds(ttl));
        }
        boolean absent = rcode == Rcode.NXDOMAIN;
        return new Answer<>(absent ? new Lookup.NoSuchName<>() : new Lookup.NoRecords<>(), negative(message));
    }

    /// RFC 1034 §3.6.2: a resolver puts the chain of aliases before what it leads to.
    private static Name followAliases(List<Record> records, Name question) {
        var owner = question;
        for (int i = 0; i < MOST_ALIASES; i++) {
            var at = owner;
            var alias = records.stream()
                    .filter(record ->
                            record instanceof CNAMERecord && record.getName().equals(at))
                    .findFirst();
            if (alias.isEmpty()) {
                break;
            }
            owner = ((CNAMERecord) alias.get()).getTarget();
        }
        return owner;
    }

    /// RFC 2308 §5: as long as the SOA record in the authority section says.
    private static Duration negative(Message message) {
        return message.getSection(Section.AUTHORITY).stream()
                .filter(SOARecord.class::isInstance)
                .map(SOARecord.class::cast)
                .findFirst()
                .map(soa -> Duration.ofSeconds(Math.min(soa.getTTL(), soa.getMinimum())))
                .orElse(Duration.ZERO);
    }

    private static Optional<MailExchanger> exchanger(Record record) {
        if (!(record instanceof MXRecord mx)) {
            return Optional.empty();
        }
        if (mx.getTarget().equals(Name.root)) {
            return Optional.of(new MailExchanger(mx.getPriority(), Optional.empty()));
        }
        return Domain.parse(mx.getTarget().toString())
                .map(host -> new MailExchanger(mx.getPriority(), Optional.of(host)));
    }
}
