package org.postern.server.net;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.postern.server.settings.HostPort;
import org.postern.server.time.Clock;
import org.postern.server.trace.Field;
import org.postern.server.trace.Trace;
import org.postern.wire.Octets;
import org.postern.wire.address.Domain;
import org.postern.wire.dns.Answer;
import org.postern.wire.dns.Lookup;
import org.postern.wire.dns.MailExchanger;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/// Asks recursive resolvers over UDP, over TCP when the answer was cut (RFC 7766 §5), one after the
/// other until one can say. Answers are kept as long as they allow, within bounds; failures are not.
public final class Resolver implements Names {
    private static final Trace TRACE = Trace.of(Resolver.class);
    private static final int MOST_KEPT = 20_000;
    private static final Duration SHORTEST = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration LONGEST_NEGATIVE = Duration.ofMinutes(5);
    private static final int DNS_PORT = 53;

    private final List<SimpleResolver> servers;
    private final Cache<Question, Answer<?>> answers;

    private record Question(Name name, int type) {}

    public Resolver(NameSettings settings, Clock clock) {
        servers = servers(settings);
        answers = Caffeine.newBuilder()
                .maximumSize(MOST_KEPT)
                .ticker(clock::nanos)
                .expireAfter(Expiry.<Question, Answer<?>>creating((question, answer) -> kept(answer)))
                .build();
    }

    @Override
    public Lookup<MailExchanger> mailExchangers(Domain domain) {
        return ask(domain, Type.MX, Answer::mailExchangers);
    }

    @Override
    public Lookup<InetAddress> addresses(Domain host) {
        var six = addresses(host, Type.AAAA);
        var four = addresses(host, Type.A);
        var all = new ArrayList<InetAddress>();
        for (var family : List.of(six, four)) {
            if (family instanceof Lookup.Found<Octets> found) {
                found.answers().forEach(octets -> all.add(address(octets)));
            }
        }
        if (!all.isEmpty()) {
            return new Lookup.Found<>(all);
        }
        return switch (six instanceof Lookup.Failed ? six : four) {
            case Lookup.NoSuchName<Octets> none -> new Lookup.NoSuchName<>();
            case Lookup.NoRecords<Octets> none -> new Lookup.NoRecords<>();
            case Lookup.Failed<Octets> failed -> new Lookup.Failed<>();
            case Lookup.Found<Octets> empty -> new Lookup.NoRecords<>();
        };
    }

    @Override
    public Lookup<String> texts(Domain name) {
        return ask(name, Type.TXT, Answer::texts);
    }

    private Lookup<Octets> addresses(Domain host, int type) {
        return ask(host, type, (message, name) -> Answer.addresses(message, name, type));
    }

    private <T> Lookup<T> ask(Domain domain, int type, BiFunction<Message, Name, Answer<T>> reader) {
        var question = new Question(name(domain), type);
        @SuppressWarnings("unchecked") // a question's type decides the reader, and so T
        var known = (Answer<T>) answers.getIfPresent(question);
        if (known != null) {
            return known.result();
        }
        var answer = askServers(question, reader);
        if (!(answer.result() instanceof Lookup.Failed)) {
            answers.put(question, answer);
        }
        return answer.result();
    }

    private <T> Answer<T> askServers(Question question, BiFunction<Message, Name, Answer<T>> reader) {
        for (var server : servers) {
            try {
                var asked = Message.newQuery(Record.newRecord(question.name(), question.type(), DClass.IN));
                var answer = reader.apply(server.send(asked), question.name());
                if (!(answer.result() instanceof Lookup.Failed)) {
                    return answer;
                }
            } catch (IOException unanswered) {
                TRACE.detail("resolver did not answer", Field.cause(unanswered));
            }
        }
        return new Answer<>(new Lookup.Failed<>(), Duration.ZERO);
    }

    private static InetAddress address(Octets octets) {
        try {
            return InetAddress.getByAddress(octets.toByteArray());
        } catch (UnknownHostException recordsHaveFourOrSixteen) {
            throw new IllegalStateException(recordsHaveFourOrSixteen);
        }
    }

    private static Duration kept(Answer<?> answer) {
        var longest = answer.result() instanceof Lookup.Found ? LONGEST : LONGEST_NEGATIVE;
        var keep = answer.keep();
        if (keep.compareTo(SHORTEST) < 0) {
            return SHORTEST;
        }
        return keep.compareTo(longest) > 0 ? longest : keep;
    }

    private static Name name(Domain domain) {
        try {
            return Name.fromString(domain.name() + ".");
        } catch (TextParseException domainsAreNames) {
            throw new IllegalStateException(domainsAreNames);
        }
    }

    private static List<SimpleResolver> servers(NameSettings settings) {
        var addresses = settings.servers().isEmpty()
                ? ResolverConfig.getCurrentConfig().servers()
                : settings.servers().stream().map(Resolver::address).toList();
        return addresses.stream()
                .map(address -> {
                    var server = new SimpleResolver(address);
                    server.setTimeout(settings.timeout());
                    return server;
                })
                .toList();
    }

    private static InetSocketAddress address(String written) {
        var server = HostPortText.parse(written, DNS_PORT)
                .orElseThrow(() -> new IllegalArgumentException("a resolver is an IP address, or ADDRESS:PORT"));
        return literal(server);
    }

    private static InetSocketAddress literal(HostPort server) {
        return new InetSocketAddress(InetAddress.ofLiteral(server.host()), server.port());
    }
}
