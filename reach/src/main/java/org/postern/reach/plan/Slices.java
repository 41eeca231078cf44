package org.postern.reach.plan;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.postern.reach.Relay;
import org.postern.reach.SourceNetwork;
import org.postern.reach.plan.AddressChoice.Served;
import org.postern.reach.plan.Pool.Member;
import org.postern.reach.plan.Pool.Standing;

/// Which addresses whoever asks is told: a slice of the pool by a keyed hash of the asker's network. Pure:
/// the same pool, withdrawals, asker and moment give the same answer.
///
/// Each network sees one slice and it stays (rendezvous hashing: a relay that comes or goes moves few
/// others), so that the whole pool is known only to who asks from many networks. A network that burns
/// addresses is cut finer: there each group of resolvers (a /24, a /48) has a slice of its own, and whoever
/// blocks what he sees takes little from his neighbours. The group is worked out for the answer and kept
/// nowhere (THREAT T-40).
public final class Slices {
    private static final int MOST = 4;
    private static final int SPOILT = 2; // addresses lost in one hosting network until others go first
    private static final int V4_GROUP = 3; // octets
    private static final int V6_GROUP = 6;

    private final byte[] key;
    private final Ration ration;

    /// Who asks.
    ///
    /// @param resolver its address, or the client's subnet where the question tells it
    public record Asker(SourceNetwork network, InetAddress resolver) {}

    /// What is answered; empty only where no relay serves at all.
    ///
    /// @param isLastResort nothing in reach of the asker is both up and not withdrawn, so what is left is
    ///     named in spite of it
    public record Answer(List<Served> served, boolean isLastResort) {
        public Answer {
            served = List.copyOf(served);
        }
    }

    /// @param key secret, 16 octets or more; another key is another set of slices
    public Slices(byte[] key, Ration ration) {
        this.key = key.clone();
        this.ration = ration;
    }

    public Answer answer(Offer offer, Asker asker, Instant now) {
        return answer(offer, asker, order(offer, asker, now), now);
    }

    /// The network loses address after address, and each group of its resolvers has an order of its own.
    public boolean isBurning(Offer offer, Asker asker, Instant now) {
        return ration.isBurning(offer.withdrawn(), asker.network(), now);
    }

    /// How many relays of its order an answer may reach to: what lies deeper in an order changes nothing.
    public int depth(Offer offer, Asker asker, Instant now) {
        return ration.depth(offer.withdrawn(), asker.network(), now);
    }

    /// The serving relays in the asker's order, which neither withdrawals nor failures change (only whether
    /// the network burns does): of each hosting network the first, then of each the second, and so on.
    /// Sorts the whole pool; whoever answers many questions keeps it until the pool changes.
    public List<Relay> order(Offer offer, Asker asker, Instant now) {
        var hash = hash(asker, isBurning(offer, asker, now));
        var serving = serving(offer);
        var ranks = new long[serving.size()];
        for (int i = 0; i < ranks.length; i++) {
            long score = hash.of(serving.get(i).id().name().getBytes(StandardCharsets.US_ASCII));
            ranks[i] = (score & ~0xfffffL) | i; // the low bits carry the place, so that longs can be sorted
        }
        Arrays.sort(ranks);
        var rounds = new HashMap<SourceNetwork, Integer>();
        var byRound = new ArrayList<List<Relay>>();
        for (long rank : ranks) {
            var relay = serving.get((int) (rank & 0xfffff));
            int round = rounds.merge(relay.hosting(), 1, Integer::sum) - 1;
            if (round == byRound.size()) {
                byRound.add(new ArrayList<>());
            }
            byRound.get(round).add(relay);
        }
        return byRound.stream().flatMap(List::stream).toList();
    }

    /// What is put in order: an order holds as long as these are the same.
    public static List<Relay> serving(Offer offer) {
        return offer.pool().members().stream()
                .filter(member -> member.standing() == Standing.SERVING)
                .map(Member::relay)
                .filter(relay -> !offer.partners().contains(relay.id()))
                .toList();
    }

    /// The same answer, with the order worked out before.
    public Answer answer(Offer offer, Asker asker, List<Relay> order, Instant now) {
        var view = new View(offer, asker.network());
        boolean isBurning = isBurning(offer, asker, now);
        int depth = depth(offer, asker, now);
        var slice = order.subList(0, Math.min(depth, order.size()));
        var usable = new ArrayList<Relay>();
        if (isBurning) {
            view.partners().filter(view::isUsable).forEach(usable::add);
        }
        slice.stream().filter(view::isUsable).forEach(usable::add);
        if (!usable.isEmpty()) {
            return new Answer(
                    view.named(view.apart(usable, isBurning ? ration.burningWidth() : ration.width())), false);
        }
        return new Answer(view.namedAnyway(view.lastResort(slice, order, ration.width())), true);
    }

    private SipHash hash(Asker asker, boolean byGroup) {
        try {
            var mac = Mac.getInstance("HmacSHA256"); // RFC 2104
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update(asker.network().toString().getBytes(StandardCharsets.US_ASCII));
            if (byGroup) {
                var octets = asker.resolver().getAddress();
                mac.update((byte) 0);
                mac.update(octets, 0, octets.length == 4 ? V4_GROUP : V6_GROUP);
            }
            var keys = ByteBuffer.wrap(mac.doFinal());
            return new SipHash(keys.getLong(), keys.getLong());
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("every JDK has HMAC with SHA-256", broken);
        }
    }

    /// The pool as one network may be told of it.
    private record View(Offer offer, SourceNetwork network) {
        Stream<Relay> partners() {
            return offer.partners().stream()
                    .sorted()
                    .flatMap(partner -> offer.pool().member(partner).stream())
                    .filter(member -> member.standing() != Standing.RETIRED)
                    .map(Member::relay);
        }

        boolean isUsable(Relay relay) {
            return isUp(relay) && !offer.withdrawn().isWhole(network, relay);
        }

        private boolean isUp(Relay relay) {
            return offer.pool().isUp(relay.id());
        }

        /// So many, each in another hosting network, those last where the asker's network blocks much; where
        /// there are not so many hosting networks, more of one.
        List<Relay> apart(List<Relay> usable, int width) {
            var spoilt = new HashMap<SourceNetwork, Integer>();
            offer.withdrawn().from(network).stream()
                    .flatMap(gone -> offer.pool().member(gone.relay()).stream())
                    .forEach(member -> spoilt.merge(member.relay().hosting(), 1, Integer::sum));
            var sorted = new ArrayList<>(usable);
            sorted.sort((one, other) -> Boolean.compare(isSpoilt(spoilt, one), isSpoilt(spoilt, other)));
            var chosen = new ArrayList<Relay>();
            var taken = new HashSet<SourceNetwork>();
            sorted.stream()
                    .filter(relay -> chosen.size() < width && taken.add(relay.hosting()))
                    .forEach(chosen::add);
            sorted.stream()
                    .filter(relay -> chosen.size() < width && !chosen.contains(relay))
                    .forEach(chosen::add);
            return chosen;
        }

        private boolean isSpoilt(Map<SourceNetwork, Integer> spoilt, Relay relay) {
            return !offer.partners().contains(relay.id()) && spoilt.getOrDefault(relay.hosting(), 0) >= SPOILT;
        }

        /// Those that were withdrawn first, since a block ends sooner or later; up before down.
        List<Relay> lastResort(List<Relay> slice, List<Relay> order, int width) {
            var all = new ArrayList<>(slice.isEmpty() ? order : slice);
            all.sort((one, other) -> {
                int byUp = Boolean.compare(isUp(other), isUp(one));
                return byUp != 0 ? byUp : lostSince(one).compareTo(lostSince(other));
            });
            return all.subList(0, Math.min(width, all.size()));
        }

        private Instant lostSince(Relay relay) {
            return offer.withdrawn().since(network, relay).orElse(Instant.EPOCH);
        }

        List<Served> named(List<Relay> relays) {
            return named(relays, false);
        }

        List<Served> namedAnyway(List<Relay> relays) {
            return named(relays, true);
        }

        /// One address of each, IPv4 where there is one, since not every sender has IPv6; what room is left
        /// goes to one of the other kind.
        private List<Served> named(List<Relay> relays, boolean anyway) {
            var served = new ArrayList<Served>();
            for (var relay : relays) {
                var left = left(relay, anyway);
                left.stream()
                        .filter(Inet4Address.class::isInstance)
                        .findFirst()
                        .or(() -> left.stream().findFirst())
                        .ifPresent(address -> served.add(new Served(relay.id(), address)));
            }
            if (served.size() < MOST) {
                relays.stream()
                        .flatMap(relay -> otherKind(relay, served, left(relay, anyway)).stream())
                        .findFirst()
                        .ifPresent(served::add);
            }
            return served;
        }

        private static Optional<Served> otherKind(Relay relay, List<Served> served, List<InetAddress> left) {
            return left.stream()
                    .filter(address -> !(address instanceof Inet4Address))
                    .map(address -> new Served(relay.id(), address))
                    .filter(more -> !served.contains(more))
                    .findFirst();
        }

        private List<InetAddress> left(Relay relay, boolean anyway) {
            return relay.addresses().stream()
                    .filter(address -> anyway || !offer.withdrawn().has(network, relay.id(), address))
                    .toList();
        }
    }
}
