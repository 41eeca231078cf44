package org.postern.reach.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.wire.Octets;

class ProbeTicketTest {
    private static final List<URI> RESOLVERS = List.of(
            URI.create("https://dns.quad9.net/dns-query"),
            URI.create("https://192.0.2.1:8443/dns-query"),
            URI.create("https://[2001:db8::1]/dns-query"));

    /// As it was made before tickets named resolvers.
    private static final String OLD = "postern-probe:1:mail.example.org:mx1.example.org:postmaster@example.org:"
            + "A".repeat(43) + ":" + "A".repeat(43) + ":" + "B".repeat(43);

    @Test
    void a_ticket_reads_back_as_it_was_written_and_hides_its_secret() {
        var ticket = ticket(RESOLVERS);

        var read = ProbeTicket.parse(ticket.text() + "\n").orElseThrow();

        assertThat(read.resolvers()).isEqualTo(RESOLVERS);
        assertThat(read.text()).isEqualTo(ticket.text());
        assertThat(read.toString()).doesNotContain("BBB");
    }

    @Test
    void an_old_ticket_names_no_resolver_and_one_without_any_reads_as_it_did() {
        var old = ProbeTicket.parse(OLD).orElseThrow();

        assertThat(old.secret()).isEqualTo("B".repeat(43));
        assertThat(old.resolvers()).isEmpty();
        assertThat(old.text()).isEqualTo(OLD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",https://dns.example/dns-query",
                "http://dns.example/dns-query",
                "https://dns.example",
                "https://user@dns.example/dns-query",
                "https://dns.example:70000/dns-query",
                "https://dns.example/dns-query?to=1",
                "https://[::1.2.3:x]/dns-query",
                "https://-/dns-query",
                "https://a.example/q,https://b.example/q,https://c.example/q,https://d.example/q,https://e.example/q"
            })
    void a_ticket_whose_resolvers_cannot_be_asked_is_none(String resolvers) {
        assertThat(ProbeTicket.parse(OLD + ":" + resolvers)).isEmpty();
    }

    @Test
    void what_lacks_a_part_is_no_ticket() {
        assertThat(ProbeTicket.parse("postern-probe:1:a:b:c")).isEmpty();
        assertThat(ProbeTicket.parse(OLD.replaceFirst("A{43}", "A"))).isEmpty();
        assertThat(ProbeTicket.parse(OLD.replaceFirst("B+", ""))).isEmpty();
    }

    private static ProbeTicket ticket(List<URI> resolvers) {
        return new ProbeTicket(
                "mail.example.org",
                List.of("mx1.example.org", "mx2.example.org"),
                "postmaster@example.org",
                "A".repeat(43),
                Octets.of(new byte[32]),
                "B".repeat(43),
                resolvers);
    }
}
