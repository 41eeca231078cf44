package org.postern.server.dns;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.postern.reach.Stage;
import org.postern.reach.plan.AddressChoice;
import org.postern.server.dns.DnsCounters.Outcome;
import org.postern.server.net.Sightings;
import org.postern.server.time.Clock;
import org.postern.wire.Octets;
import org.postern.wire.dns.authority.ClientSubnet;
import org.postern.wire.dns.authority.DnsName;
import org.postern.wire.dns.authority.Edns;
import org.postern.wire.dns.authority.Query;
import org.postern.wire.dns.authority.QueryReader;
import org.postern.wire.dns.authority.Reply;
import org.postern.wire.dns.authority.ReplyWriter;
import org.postern.wire.dns.authority.ServerCookie;
import org.postern.wire.dns.authority.Tsig;
import org.postern.wire.dns.authority.TsigKey;
import org.postern.wire.dns.authority.View;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/// From the octets of a question to those of its answer. Never waits; called by many threads at once.
final class Answers {
    /// THREAT T-50: to an address that nobody has proved, an answer has at most so many times the octets of
    /// its question; what is larger says to ask by TCP.
    static final int LARGEST_FACTOR = 10;

    private static final int WITHOUT_EDNS = 512; // RFC 1035 §4.2.1
    private static final int LONGEST_STREAM = 65_535;
    private static final int BADVERS = 16;

    private final Parts parts;
    private final AtomicInteger overLimit = new AtomicInteger();

    /// @param keys of secondaries, by name
    /// @param believed resolvers whose word about their client's subnet counts
    /// @param secret 16 octets, for cookies
    record Parts(
            ZoneBook book,
            AddressChoice choice,
            List<AddressChoice.Served> own,
            Sightings sightings,
            Map<DnsName, TsigKey> keys,
            List<Prefix> believed,
            RateLimit limit,
            Octets secret,
            Clock clock,
            DnsCounters counters) {}

    Answers(Parts parts) {
        this.parts = parts;
    }

    /// @return octets of the answer; 0 for none
    int datagram(InetAddress from, byte[] message, int length, byte[] out) {
        long millis = parts.clock().nanos() / 1_000_000;
        return switch (QueryReader.read(message, length)) {
            case Query.Read.NotForUs() -> dropped(Outcome.MALFORMED);
            case Query.Read.Bad(int rcode) -> {
                if (!parts.limit().take(from.getAddress(), millis)) {
                    yield dropped(Outcome.DROPPED);
                }
                parts.counters().question(false, Outcome.MALFORMED);
                yield ReplyWriter.writeBad(message, rcode, out);
            }
            case Query.Read.Good(var query) -> {
                boolean proved = isProved(query, from);
                yield proved || parts.limit().take(from.getAddress(), millis)
                        ? answer(query, from, message, datagramLimit(query, proved), out)
                        : slip(query, from, out);
            }
        };
    }

    /// @return octets of the answer; 0 for none
    int stream(Query query, InetAddress from, byte[] message, byte[] out) {
        return answer(query, from, message, LONGEST_STREAM, out);
    }

    /// Who asks in another's name does not get more; who asks in its own sees the TC bit now and then and
    /// comes by TCP (THREAT T-52).
    private int slip(Query query, InetAddress from, byte[] out) {
        if ((overLimit.getAndIncrement() & 1) == 0) {
            return dropped(Outcome.DROPPED);
        }
        parts.counters().question(false, Outcome.SLIPPED);
        return ReplyWriter.writeTruncated(query, manner(query, from, 0), out);
    }

    private int dropped(Outcome why) {
        parts.counters().question(false, why);
        return 0;
    }

    private static int datagramLimit(Query query, boolean proved) {
        int takes = Math.max(WITHOUT_EDNS, query.edns().map(Edns::payload).orElse(0));
        int limit = Math.min(takes, ReplyWriter.LARGEST_DATAGRAM);
        return proved ? limit : Math.min(limit, LARGEST_FACTOR * query.size());
    }

    private int answer(Query query, InetAddress from, byte[] message, int limit, byte[] out) {
        if (query.edns().isPresent() && query.edns().get().version() != 0) {
            return plain(query, from, BADVERS, limit, out); // RFC 6891 §6.1.3
        }
        if (query.mark().isEmpty()) {
            return unsigned(query, from, limit, out);
        }
        var mark = query.mark().get();
        return switch (check(query, message)) {
            case Tsig.Check.Valid(var key) -> {
                int length = unsigned(query, from, limit - Tsig.size(key), out);
                yield Tsig.sign(out, length, new Tsig.Manner(key, mark.mac(), seconds(), 0));
            }
            case Tsig.Check.Wrong(int error, var key) -> {
                parts.counters().question(limit == LONGEST_STREAM, Outcome.BAD_SIGNATURE);
                int length = ReplyWriter.write(query, Reply.refused(Rcode.NOTAUTH), manner(query, from, limit), out);
                yield key.isPresent()
                        ? Tsig.sign(out, length, new Tsig.Manner(key.get(), mark.mac(), seconds(), error))
                        : Tsig.refuse(out, length, mark, error, seconds());
            }
        };
    }

    /// RFC 8945 §5.2
    Tsig.Check check(Query query, byte[] message) {
        return Tsig.check(
                message,
                query.mark().orElseThrow(),
                Octets.empty(),
                name -> Optional.ofNullable(parts.keys().get(name)),
                seconds());
    }

    private int unsigned(Query query, InetAddress from, int limit, byte[] out) {
        boolean tcp = limit > ReplyWriter.LARGEST_DATAGRAM;
        if (query.type() == Type.AXFR || (query.type() == Type.IXFR && tcp)) {
            return plain(query, from, Rcode.REFUSED, limit, out);
        }
        if (query.type() == Type.IXFR) {
            parts.counters().question(false, Outcome.TRUNCATED);
            return ReplyWriter.writeTruncated(query, manner(query, from, limit), out); // RFC 1995 §2: by TCP then
        }
        var asked = new Asked(query, from);
        var reply = parts.book().zone().answer(query, asked::view, parts.book().signing());
        int length = ReplyWriter.write(query, reply, manner(query, from, limit), out);
        boolean cut = (out[2] & 2) != 0;
        parts.counters().question(tcp, cut ? Outcome.TRUNCATED : outcome(reply));
        if (!cut) {
            asked.tell(reply.named());
        }
        return length;
    }

    private int plain(Query query, InetAddress from, int rcode, int limit, byte[] out) {
        parts.counters().question(limit > ReplyWriter.LARGEST_DATAGRAM, Outcome.REFUSED);
        return ReplyWriter.write(query, Reply.refused(rcode), manner(query, from, limit), out);
    }

    private static Outcome outcome(Reply reply) {
        return switch (reply.rcode()) {
            case Rcode.NOERROR -> reply.answers().isEmpty() ? Outcome.NOTHING : Outcome.ANSWERED;
            case Rcode.NXDOMAIN -> Outcome.NO_SUCH_NAME;
            default -> Outcome.REFUSED;
        };
    }

    private boolean isProved(Query query, InetAddress from) {
        var cookie = query.edns().flatMap(Edns::cookie);
        return cookie.isPresent() && ServerCookie.isOurs(cookie.get(), from.getAddress(), parts.secret(), seconds());
    }

    private ReplyWriter.Manner manner(Query query, InetAddress from, int limit) {
        var cookie = query.edns()
                .flatMap(Edns::cookie)
                .map(told -> ServerCookie.make(told, from.getAddress(), parts.secret(), seconds()));
        return new ReplyWriter.Manner(limit, cookie, isBelieved(from));
    }

    /// THREAT T-53: who could ask in the name of every network would learn the whole pool, so only listed
    /// resolvers are believed (RFC 7871 §7.2.1 leaves that to us).
    private boolean isBelieved(InetAddress from) {
        for (var prefix : parts.believed()) {
            if (prefix.holds(from)) {
                return true;
            }
        }
        return false;
    }

    /// At least one and four at most, the best first; those of this server where nothing was chosen.
    List<AddressChoice.Served> told(InetAddress asker) {
        var chosen = parts.choice().serve(asker);
        return chosen.isEmpty() ? parts.own() : chosen.subList(0, Math.min(FixedAddresses.MOST, chosen.size()));
    }

    private long seconds() {
        return parts.clock().instant().getEpochSecond();
    }

    /// Who asks one question, and what that asker is told.
    private final class Asked {
        private final InetAddress asker;
        private List<AddressChoice.Served> served = List.of();

        Asked(Query query, InetAddress from) {
            asker = isBelieved(from)
                    ? query.edns()
                            .flatMap(Edns::subnet)
                            .filter(subnet -> subnet.sourceBits() > 0)
                            .map(Asked::address)
                            .orElse(from)
                    : from;
        }

        View view() {
            served = told(asker);
            return new View(served.stream()
                    .map(each -> Octets.of(each.address().getAddress()))
                    .toList());
        }

        void tell(int named) {
            for (int place = 0; place < served.size(); place++) {
                if ((named >> place & 1) != 0) {
                    parts.sightings().passed(asker, served.get(place).relay(), Stage.ASKED);
                }
            }
        }

        private static InetAddress address(ClientSubnet subnet) {
            try {
                return InetAddress.getByAddress(subnet.address().toByteArray());
            } catch (UnknownHostException fourOrSixteenOctets) {
                throw new IllegalStateException(fourOrSixteenOctets);
            }
        }
    }
}
