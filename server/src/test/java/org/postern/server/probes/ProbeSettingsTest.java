package org.postern.server.probes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProbeSettingsTest {
    private static final String RESOLVER = "https://dns.example/dns-query";

    @Test
    void resolvers_are_urls_and_an_empty_list_is_none() {
        assertThat(new ProbeSettings(List.of(RESOLVER)).urls()).containsExactly(URI.create(RESOLVER));
        assertThat(new ProbeSettings(List.of()).urls()).isEmpty();
    }

    @Test
    void what_a_ticket_cannot_hold_is_refused_with_its_text() {
        assertThatThrownBy(() -> new ProbeSettings(List.of(RESOLVER, "dns.example")))
                .hasMessageContaining("'dns.example'");
        assertThatThrownBy(() -> new ProbeSettings(Collections.nCopies(5, RESOLVER)))
                .hasMessageContaining("more than 4");
    }
}
