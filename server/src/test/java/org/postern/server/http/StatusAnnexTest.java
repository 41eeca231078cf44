package org.postern.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postern.server.reachctl.PublicStatus;

final class StatusAnnexTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void the_page_says_in_plain_words_who_blocks_since_when_and_what_was_done() {
        var page = StatusAnnex.html("mx.here.test", status("AS64500 (Them)"));

        assertThat(page)
                .contains("<h2>Networks that block mail to this server now</h2>")
                .contains("<h3>AS64500 (Them)</h3>")
                .contains("since about 1 Mar 2026 12:00 UTC. Noticed 1 Mar 2026 12:05 UTC. The signs fit: null route.")
                .contains("<li>look-ups went on</li>")
                .contains("told of other addresses since 1 Mar 2026 12:06 UTC.")
                .doesNotContain("<script", "style=");
    }

    @Test
    void what_a_file_calls_a_network_is_no_markup() {
        var page = StatusAnnex.html("mx.here.test", status("AS64500 (<script>alert(1)</script> & \"Co\")"));

        assertThat(page)
                .contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;Co&quot;")
                .doesNotContain("<script>");
    }

    @Test
    void where_nothing_is_known_it_says_so() {
        assertThat(StatusAnnex.html("mx.here.test", new PublicStatus(NOON, List.of())))
                .contains("No network is known to block mail to this server.");
        assertThat(StatusAnnex.json(new PublicStatus(NOON, List.of())))
                .isEqualTo("{\"judged\":\"2026-03-01T12:00:00Z\",\"blocks\":[]}");
    }

    private static PublicStatus status(String network) {
        return new PublicStatus(
                NOON,
                List.of(new PublicStatus.Block(
                        network,
                        "null route",
                        NOON,
                        NOON.plusSeconds(300),
                        List.of("look-ups went on"),
                        Optional.of(NOON.plusSeconds(360)),
                        Optional.empty())));
    }
}
