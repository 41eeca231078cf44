package org.postern.cli.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.wire.Octets;

/// Mail that waits for a route.
class OutboxTest {
    private static final Octets MESSAGE =
            Octets.utf8("To: bob@there.test\r\nSubject: the harbour\r\nMessage-ID: <1@here.test>\r\n\r\nwords\r\n");
    private static final InstantSource CLOCK = InstantSource.fixed(FakeSite.NOW);

    @TempDir
    private Path folder;

    private final FakeSite site = new FakeSite();
    private final List<String> told = new ArrayList<>();
    private OpenAccount ada;
    private Outbox outbox;

    @BeforeEach
    void open() {
        ada = site.account("ada@here.test");
        outbox = new Outbox(new ClientState(folder));
    }

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void what_waits_cannot_be_read_on_the_disk_and_is_sent_when_there_is_a_route() throws IOException {
        outbox.isOf(ada.keys().v6());

        outbox.add(MESSAGE, Optional.empty());

        assertThat(onDisk()).doesNotContain("harbour").doesNotContain("bob@there");
        assertThat(outbox.all()).hasSize(1);
        outbox.flush(ada, CLOCK, told::add);
        assertThat(site.called()).containsExactly("Email/import", "EmailSubmission/set");
        assertThat(told.getFirst()).startsWith("sent what waited since");
        assertThat(outbox.all()).isEmpty();
        assertThat(onDisk()).doesNotContain("<1@here.test>");
    }

    @Test
    void what_had_left_already_is_not_sent_again() {
        outbox.isOf(ada.keys().v6());
        outbox.add(MESSAGE, Optional.of("e7"));
        site.answer("EmailSubmission/query", Map.of("ids", List.of("s1")));

        outbox.flush(ada, CLOCK, told::add);

        assertThat(site.called()).containsExactly("EmailSubmission/query");
        assertThat(site.arguments("EmailSubmission/query").toString()).contains("e7");
        assertThat(outbox.all()).isEmpty();
    }

    @Test
    void a_try_that_came_to_nothing_is_taken_back_before_the_next() {
        outbox.isOf(ada.keys().v6());
        outbox.add(MESSAGE, Optional.of("e7"));
        site.answer("EmailSubmission/query", Map.of("ids", List.of()));

        outbox.flush(ada, CLOCK, told::add);

        assertThat(site.called())
                .containsExactly("EmailSubmission/query", "Email/set", "Email/import", "EmailSubmission/set");
    }

    @Test
    void what_the_server_refuses_keeps_waiting_and_says_why() {
        outbox.isOf(ada.keys().v6());
        outbox.add(MESSAGE, Optional.empty());
        site.answer("EmailSubmission/set", Map.of("notCreated", Map.of("submission", Map.of("type", "overQuota"))));

        outbox.flush(ada, CLOCK, told::add);

        assertThat(told.getFirst()).contains("was not sent").contains("overQuota");
        assertThat(outbox.all()).hasSize(1);
    }

    @Test
    void where_nobody_logged_in_nothing_can_wait() {
        assertThatThrownBy(() -> outbox.add(MESSAGE, Optional.empty()))
                .isInstanceOf(NoRoute.class)
                .hasMessageContaining("was not kept");
    }

    private String onDisk() throws IOException {
        var all = new StringBuilder();
        try (var files = Files.walk(folder)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return all.toString();
    }
}
