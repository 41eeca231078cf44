package org.postern.reach.dial;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.postern.reach.Failure;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/// Questions to one resolver by DNS over HTTPS (RFC 8484 §4.1), past the resolvers of the network.
public final class DohLookup {
    private static final String MEDIA_TYPE = "application/dns-message";
    private static final int OK = 200;
    private static final int LARGEST = 65_535;

    private final HttpClient http;
    private final URI resolver;
    private final Duration patience;

    /// @param resolver as `https://dns.example/dns-query`
    public DohLookup(HttpClient http, URI resolver, Duration patience) {
        this.http = http;
        this.resolver = resolver;
        this.patience = patience;
    }

    public URI resolver() {
        return resolver;
    }

    /// A and AAAA. Empty lists are never found: no answer of either kind is a failure.
    ///
    /// @throws InterruptedException when the thread is to stop
    public Resolved<InetAddress> addresses(String host) throws InterruptedException {
        var four = ask(host, Type.A, record -> record instanceof ARecord a ? Stream.of(a.getAddress()) : Stream.of());
        var six = ask(
                host,
                Type.AAAA,
                record -> record instanceof AAAARecord aaaa ? Stream.of(aaaa.getAddress()) : Stream.of());
        return four.or(six);
    }

    /// TXT, the strings of each record joined.
    ///
    /// @throws InterruptedException when the thread is to stop
    public Resolved<String> texts(String name) throws InterruptedException {
        return ask(name, Type.TXT, record -> record instanceof TXTRecord text ? Stream.of(joined(text)) : Stream.of());
    }

    /// Octets as Latin-1, so that none is lost.
    private static String joined(TXTRecord record) {
        var text = new StringBuilder();
        record.getStringsAsByteArrays().forEach(octets -> text.append(new String(octets, StandardCharsets.ISO_8859_1)));
        return text.toString();
    }

    private <T> Resolved<T> ask(String name, int type, Function<Record, Stream<T>> reader) throws InterruptedException {
        try {
            var question = Message.newQuery(Record.newRecord(Name.fromString(name, Name.root), type, DClass.IN));
            question.getHeader().setID(0); // RFC 8484 §4.1: so that caches can answer
            var request = HttpRequest.newBuilder(resolver)
                    .timeout(patience)
                    .header("Content-Type", MEDIA_TYPE)
                    .header("Accept", MEDIA_TYPE)
                    .POST(BodyPublishers.ofByteArray(question.toWire()))
                    .build();
            var response = http.send(request, BodyHandlers.ofByteArray());
            return response.statusCode() == OK && response.body().length <= LARGEST
                    ? read(new Message(response.body()), reader)
                    : Resolved.failed(Failure.DNS_SERVER_FAILURE);
        } catch (TextParseException malformed) {
            return Resolved.failed(Failure.DNS_NXDOMAIN_ERROR);
        } catch (IOException broken) {
            return Resolved.failed(Failures.of(broken));
        }
    }

    private static <T> Resolved<T> read(Message answer, Function<Record, Stream<T>> reader) {
        return switch (answer.getRcode()) {
            case Rcode.NOERROR -> {
                List<T> found = answer.getSection(Section.ANSWER).stream()
                        .flatMap(reader)
                        .toList();
                yield found.isEmpty() ? Resolved.failed(Failure.DNS_NO_ANSWER) : Resolved.found(found);
            }
            case Rcode.NXDOMAIN -> Resolved.failed(Failure.DNS_NXDOMAIN_ERROR);
            case Rcode.REFUSED -> Resolved.failed(Failure.DNS_REFUSED_ERROR);
            default -> Resolved.failed(Failure.DNS_SERVER_FAILURE);
        };
    }
}
