package org.postern.cli.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postern.seal.Sealer;
import org.postern.unseal.PgpMime;
import org.postern.wire.Octets;
import org.postern.wire.mime.SummaryReader;
import tools.jackson.databind.json.JsonMapper;

/// What a person sees of a message that arrived.
class LetterTest {
    private final FakeSite site = new FakeSite();
    private final OpenAccount ada = site.account("ada@here.test");
    private final OpenAccount eve = site.account("eve@here.test");

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void the_sender_is_proved_by_the_key_that_the_site_lists() {
        assertThat(shown(fromAda("ada@here.test")))
                .contains("Protection: end-to-end encrypted, signed by ada@here.test, verified")
                .contains("Subject: The plan", "words");
    }

    @Test
    void a_signature_by_another_than_the_shown_sender_proves_nothing() {
        assertThat(shown(fromAda("eve@here.test"))).contains("sender not proved", "From: <eve@here.test>");
        assertThat(shown(fromAda("bob@there.test"))).contains("sender not proved");
    }

    @Test
    void a_key_that_changed_since_it_was_seen_proves_nothing() {
        new Correspondents(eve).certificate(ada.address());
        var again = site.account("ada@here.test");
        var letter = new PgpMime(again.keys(), Sealer.standard())
                .protect(message("ada@here.test"), List.of(eve.keys().v6()), FakeSite.NOW);

        assertThat(shown(letter)).contains("end-to-end encrypted, sender not proved");
    }

    @Test
    void what_does_not_open_and_ordinary_mail_say_so() {
        var toAda = new PgpMime(ada.keys(), Sealer.standard())
                .protect(message("ada@here.test"), List.of(ada.keys().v6()), FakeSite.NOW);

        assertThat(shown(toAda)).contains("encrypted, and it does not open with your keys", "Subject: ...");
        assertThat(shown(message("bob@there.test"))).contains("ordinary mail, readable to the mail servers");
    }

    @Test
    void a_list_shows_the_subject_inside_and_keeps_it_for_the_next_time() {
        var letter = fromAda("ada@here.test");
        var outside = SummaryReader.read(letter, Optional.of(ada.address()), List.of());
        var sealed = Sealer.standard().seal(eve.keys().v6(), outside.toJson(), letter);
        site.keep("b9", Octets.join(sealed.key(), sealed.summary(), sealed.body()));
        arrived(sealed.key(), sealed.summary());
        var letterbox = new Letterbox(eve);
        var inbox = letterbox.folder("inbox");

        var line = letterbox.lines(List.of("e5"), inbox).getFirst();

        assertThat(line.subject()).isEqualTo("The plan");
        assertThat(line.size()).isEqualTo(letter.size());
        var packet = site.arguments("Email/set")
                .path("update")
                .path("e5")
                .path("sealedSummary")
                .asString("");
        var kept = Octets.of(Base64.getDecoder().decode(packet));
        var summary = JsonMapper.shared()
                .readTree(eve.opener().open(sealed.key(), kept).orElseThrow().toByteArray());
        assertThat(summary.path("opened").asBoolean(false)).isTrue();
        assertThat(summary.path("protection").asString("")).isEqualTo("pgp-encrypted");
        assertThat(summary.path("envelopeFrom").asString("")).isEqualTo("ada@here.test");
        assertThat(summary.path("subject").asString("")).isEqualTo("The plan");

        arrived(sealed.key(), kept);
        assertThat(letterbox.lines(List.of("e5"), inbox).getFirst().subject()).isEqualTo("The plan");
        assertThat(site.called()).containsExactly("Email/set");
    }

    private void arrived(Octets key, Octets summary) {
        var email = Map.of(
                "id",
                "e5",
                "mailboxIds",
                Map.of("m1", true),
                "sealedBlobId",
                "b9",
                "sealedSummary",
                Base64.getEncoder().encodeToString(Octets.join(key, summary).toByteArray()));
        site.answer("Email/get", Map.of("list", List.of(email)));
    }

    private Octets fromAda(String shownSender) {
        return new PgpMime(ada.keys(), Sealer.standard())
                .protect(message(shownSender), List.of(eve.keys().v6()), FakeSite.NOW);
    }

    private static Octets message(String from) {
        return Octets.utf8("From: " + from + "\r\nTo: eve@here.test\r\nSubject: The plan\r\n\r\nwords\r\n");
    }

    private String shown(Octets message) {
        var words = new StringWriter();
        var pgpMime = new PgpMime(eve.keys(), Sealer.standard());
        var letter = Letter.open(message, pgpMime, email -> new Correspondents(eve).signer(email));
        new Display(new PrintWriter(words)).show(letter);
        return words.toString();
    }
}
