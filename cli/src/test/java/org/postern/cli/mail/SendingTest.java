package org.postern.cli.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postern.seal.Sealer;
import org.postern.unseal.PgpMime;
import org.postern.unseal.SecretKeys;
import org.postern.wire.Octets;

/// Who gets which form of a message (docs/format/jmap-sealed.md, Submission).
class SendingTest {
    private final FakeSite site = new FakeSite();
    private OpenAccount ada;
    private SecretKeys eve;
    private SecretKeys carol;

    @BeforeEach
    void people() {
        ada = site.account("ada@here.test");
        eve = site.user("eve@here.test");
        carol = site.user("carol@here.test");
    }

    @AfterEach
    void close() {
        site.close();
    }

    @Test
    void each_form_goes_to_those_it_is_for_and_the_blind_ones_alone() {
        var forms = send("To: eve@here.test, bob@there.test\nBcc: carol@here.test\nSubject: plan\n\nwords\n");

        assertThat(forms.values())
                .containsExactly("end-to-end encrypted", "readable by mail servers", "end-to-end encrypted");
        var parcels = parcels();
        assertThat(parcels.keySet())
                .containsExactlyInAnyOrder("[carol@here.test]", "[eve@here.test]", "[bob@there.test]");
        assertThat(opens(eve, parcels.get("[eve@here.test]"))).isTrue();
        assertThat(opens(carol, parcels.get("[eve@here.test]"))).isFalse();
        assertThat(opens(carol, parcels.get("[carol@here.test]"))).isTrue();
        assertThat(opens(eve, parcels.get("[carol@here.test]"))).isFalse();
        assertThat(text(parcels.get("[eve@here.test]")))
                .contains("Subject: ...")
                .doesNotContain("carol", "plan", "words");
        assertThat(text(parcels.get("[bob@there.test]")))
                .contains("Subject: plan", "words")
                .doesNotContain("carol", "Bcc");
    }

    @Test
    void somebody_in_to_and_bcc_is_not_blind() {
        send("To: eve@here.test, carol@here.test\nBcc: carol@here.test\nSubject: plan\n\nwords\n");

        assertThat(parcels().keySet()).containsExactly("[eve@here.test, carol@here.test]");
    }

    @Test
    void a_blind_recipient_is_taken_out_however_the_field_is_written() {
        send("""
                To: bob@there.test
                bCC : Åsa <hidden@there.test>,
                \tmore@there.test
                Subject: plan""");

        assertThat(text(parcels().values().iterator().next()))
                .contains("To: bob@there.test\r\n", "Subject: plan")
                .doesNotContainIgnoringCase("bcc")
                .doesNotContain("hidden", "more@");
    }

    @Test
    void what_the_writer_left_out_is_added() {
        send("To: bob@there.test\n\nGrüße\n");

        assertThat(text(parcels().get("[bob@there.test]")))
                .contains("From: ada@here.test\r\n", "Date: Mon, 23 Nov 2026 20:00:00 +0000\r\n", "Message-ID: <")
                .contains("Content-Type: text/plain; charset=utf-8\r\n", "MIME-Version: 1.0\r\n", "Grüße");
    }

    @Test
    void the_copy_in_sent_opens_and_names_everybody() {
        send("To: eve@here.test\nBcc: carol@here.test\nSubject: plan\n\nwords\n");

        var blobId = site.arguments("Email/import")
                .path("emails")
                .path("copy")
                .path("blobId")
                .asString("");
        site.answer("Email/get", Map.of("list", List.of(Map.of("id", "e1", "sealedBlobId", blobId))));
        assertThat(text(new Letterbox(ada).read("e1"))).contains("Bcc: carol@here.test", "Subject: plan", "words");
        assertThat(site.called()).containsExactly("Email/import", "EmailSubmission/set");
    }

    @Test
    void a_refused_submission_leaves_no_copy_in_sent() {
        site.answer(
                "EmailSubmission/set", Map.of("notCreated", Map.of("submission", Map.of("type", "tooManyRecipients"))));

        assertThatThrownBy(() -> send("To: eve@here.test\n\nwords\n")).hasMessageContaining("tooManyRecipients");

        assertThat(site.called()).endsWith("EmailSubmission/set", "Email/set");
        assertThat(site.arguments("Email/set").path("destroy").path(0).asString(""))
                .isEqualTo("e1");
    }

    @Test
    void a_changed_key_and_an_unknown_user_stop_everything() {
        send("To: eve@here.test\n\nwords\n");
        site.user("eve@here.test");
        int before = site.called().size();

        assertThatThrownBy(() -> send("To: eve@here.test\n\nwords\n"))
                .isInstanceOf(ClientStopped.class)
                .hasMessageContaining("the key of eve@here.test has changed");
        assertThatThrownBy(() -> send("To: nobody@here.test, bob@there.test\n\nwords\n"))
                .hasMessage("there is no nobody@here.test here; nothing was sent");
        assertThatThrownBy(() -> send("Subject: to nobody\n\nwords\n")).hasMessageContaining("names nobody");

        assertThat(site.called()).hasSize(before);
    }

    private Map<?, String> send(String message) {
        return new Sending(ada, InstantSource.fixed(FakeSite.NOW)).send(Octets.utf8(message));
    }

    /// The form that each group of recipients gets.
    private Map<String, Octets> parcels() {
        var parcels = new java.util.LinkedHashMap<String, Octets>();
        for (var parcel : site.arguments("EmailSubmission/set")
                .path("create")
                .path("submission")
                .path("parcels")) {
            var to = new ArrayList<String>();
            parcel.path("rcptTo").forEach(each -> to.add(each.path("email").asString("")));
            parcels.put(to.toString(), site.blob(parcel.path("blobId").asString("")));
        }
        return parcels;
    }

    private static boolean opens(SecretKeys keys, Octets form) {
        return new PgpMime(keys, Sealer.standard()).open(form, List.of()) instanceof PgpMime.Opened.Read;
    }

    private static String text(Octets octets) {
        return new String(octets.toByteArray(), StandardCharsets.UTF_8);
    }
}
