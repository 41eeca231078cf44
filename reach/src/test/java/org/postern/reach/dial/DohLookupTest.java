package org.postern.reach.dial;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postern.reach.Failure;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

class DohLookupTest {
    private static final InetAddress ADDRESS = InetAddress.ofLiteral("192.0.2.7");

    private HttpServer resolver;

    @BeforeEach
    void start() throws IOException {
        resolver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        resolver.createContext("/dns-query", DohLookupTest::answer);
        resolver.start();
    }

    @AfterEach
    void stop() {
        resolver.stop(0);
    }

    @Test
    void an_address_is_found_although_there_is_none_of_the_other_kind() throws InterruptedException {
        assertThat(lookup().addresses("mx1.example.org").answers()).containsExactly(ADDRESS);
    }

    @Test
    void the_strings_of_a_text_are_joined() throws InterruptedException {
        assertThat(lookup().texts("_postern.example.org").answers()).containsExactly("one two");
    }

    @Test
    void a_text_is_found_where_an_alias_leads() throws InterruptedException {
        assertThat(lookup().texts("alias.example.org").answers()).containsExactly("one two");
    }

    @Test
    void what_is_not_there_and_what_the_resolver_cannot_say_have_their_words() throws InterruptedException {
        assertThat(lookup().addresses("none.example.org").failure()).contains(Failure.DNS_NXDOMAIN_ERROR);
        assertThat(lookup().addresses("broken.example.org").failure()).contains(Failure.DNS_SERVER_FAILURE);
        assertThat(lookup().texts("mx1.example.org").failure()).contains(Failure.DNS_NO_ANSWER);
    }

    @Test
    void a_resolver_that_cannot_be_reached_is_told_as_such() throws InterruptedException {
        resolver.stop(0);

        assertThat(lookup().texts("mx1.example.org").failure()).contains(Failure.CONNECTION_REFUSED);
    }

    private DohLookup lookup() {
        var url = URI.create("http://127.0.0.1:" + resolver.getAddress().getPort() + "/dns-query");
        return new DohLookup(HttpClient.newHttpClient(), url, Duration.ofSeconds(30));
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var question = new Message(exchange.getRequestBody().readAllBytes());
            var asked = question.getQuestion();
            var answer = new Message(question.getHeader().getID());
            answer.getHeader().setFlag(Flags.QR);
            answer.addRecord(asked, Section.QUESTION);
            var name = asked.getName().toString();
            if (name.startsWith("none")) {
                answer.getHeader().setRcode(Rcode.NXDOMAIN);
            } else if (name.startsWith("broken")) {
                answer.getHeader().setRcode(Rcode.SERVFAIL);
            } else if (asked.getType() == Type.A) {
                answer.addRecord(new ARecord(asked.getName(), DClass.IN, 60, ADDRESS), Section.ANSWER);
            } else if (name.startsWith("alias")) {
                var led = Name.fromConstantString("_postern.mx.example.net.");
                answer.addRecord(new CNAMERecord(asked.getName(), DClass.IN, 60, led), Section.ANSWER);
                answer.addRecord(new TXTRecord(led, DClass.IN, 60, List.of("one ", "two")), Section.ANSWER);
            } else if (asked.getType() == Type.TXT && name.startsWith("_postern")) {
                answer.addRecord(new TXTRecord(asked.getName(), DClass.IN, 60, List.of("one ", "two")), Section.ANSWER);
            }
            var octets = answer.toWire();
            exchange.sendResponseHeaders(200, octets.length);
            exchange.getResponseBody().write(octets);
        }
    }
}
