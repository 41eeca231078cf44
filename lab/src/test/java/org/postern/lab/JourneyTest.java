package org.postern.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.postern.lab.peers.Await;
import org.postern.lab.peers.Browser;
import org.postern.lab.peers.Child;
import org.postern.lab.peers.Ports;
import org.postern.lab.peers.Postfix;
import org.postern.lab.peers.Recorder;
import org.postern.lab.peers.RunningPostern;
import org.postern.lab.peers.Unbound;
import org.postern.wire.Octets;
import tools.jackson.databind.JsonNode;

/// The main job, end to end, on real parts: a stock Postfix delivers, Postern seals and keeps, Ada reads
/// in Chromium, and her answer reaches the Postfix side with two DKIM signatures. The steps follow each
/// other; each is a promise of its own.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class JourneyTest {
    private static final SourceTree TREE = SourceTree.ofThisCheckout();
    private static final String PASSWORD = "correct horse battery staple";
    private static final String ADDRESS = "ada@postern.localhost";
    private static final String CORRESPONDENT = "bob@peer.test";
    private static final String LETTER = "The harbour documents";
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private Path folder;

    private Unbound names;
    private RunningPostern service;
    private Recorder recorder;
    private Postfix postfix;
    private Browser browser;

    @BeforeAll
    void start(@TempDir Path folder) {
        this.folder = folder;
        var host = Ports.freeHost(25);
        names = Unbound.start(
                folder.resolve("names"),
                List.of("peer.test. 60 IN MX 10 mx.peer.test.", "mx.peer.test. 60 IN A " + host));
        service = RunningPostern.up(TREE.root(), folder.resolve("data"), RunningPostern.firstSteps(names.port()));
        recorder = Recorder.start(service.smtpPort());
        postfix = Postfix.start(
                folder.resolve("postfix"),
                new Postfix.Setup(
                        host + ":25",
                        "peer.test",
                        Map.of("postern.localhost", "smtp:[127.0.0.1]:" + recorder.port()),
                        List.of("bounce_queue_lifetime = 0", "maximal_queue_lifetime = 1d")));
        browser = new Browser(TREE.root(), folder.resolve("browser"), service.site());
    }

    @AfterAll
    void stop() {
        postfix.close();
        recorder.close();
        service.close();
        names.close();
    }

    @Test
    @Order(1)
    void ada_signs_up_in_the_page() {
        var signedUp = browser.play("signup", Map.of("local", "ada", "password", PASSWORD), PATIENCE);

        assertThat(signedUp.path("words")).hasSize(24);
        assertThat(complaints(signedUp)).isEmpty();
        assertThat(service.run("account", "list", "--data", service.data().toString()))
                .contains(ADDRESS);
    }

    @Test
    @Order(2)
    void every_message_of_the_corpus_arrives_octet_for_octet() throws IOException {
        for (var message : Corpus.messages()) {
            postfix.send(CORRESPONDENT, ADDRESS, message);
        }
        Await.until(postfix::isIdle, PATIENCE, () -> postfix.queue() + postfix.log());
        postfix.send(CORRESPONDENT, ADDRESS, TREE.root().resolve("lab/src/test/resources/letter.eml"));
        Await.until(postfix::isIdle, PATIENCE, () -> postfix.queue() + postfix.log());

        var sent = recorder.passed().stream().filter(Recorder.Passed::accepted).toList();
        assertThat(sent.size() + refusals().size())
                .isGreaterThanOrEqualTo(Corpus.messages().size());
        assertThat(exported("before")).containsExactlyInAnyOrderElementsOf(contents(sent));
        Files.writeString(target("refused.tsv"), String.join("\n", refusals()) + "\n");
    }

    @Test
    @Order(3)
    void the_page_shows_every_message_without_asking_any_other_site() {
        int expected = (int)
                recorder.passed().stream().filter(Recorder.Passed::accepted).count();

        var visit = browser.play(
                "read",
                Map.of("address", ADDRESS, "password", PASSWORD, "expected", expected, "pictured", LETTER),
                Duration.ofMinutes(9));

        assertThat(visit.path("shown")).hasSize(expected);
        assertThat(visit.path("shown"))
                .extracting(shown -> shown.path("id").asString(""))
                .doesNotHaveDuplicates();
        assertThat(visit.path("remembered").asBoolean(false)).isTrue();
        assertThat(visit.path("foreign")).isEmpty();
        assertThat(complaints(visit)).allMatch(JourneyTest::isPolicyHolding);
    }

    @Test
    @Order(4)
    void her_answer_reaches_the_other_side_with_two_dkim_signatures() throws IOException {
        var answered = browser.play(
                "reply",
                Map.of("address", ADDRESS, "password", PASSWORD, "subject", LETTER, "text", "Hello yourself. "),
                PATIENCE);
        Await.until(() -> !postfix.received().isEmpty(), PATIENCE, () -> service.log() + postfix.log());

        assertThat(complaints(answered)).isEmpty();
        var arrived = postfix.received().getFirst();
        var text = Files.readString(arrived, StandardCharsets.UTF_8);
        assertThat(text).contains("Hello yourself.").contains("In-Reply-To:").contains("From: ");
        assertThat(header(text)).doesNotContainIgnoringCase("X-Mailer").doesNotContainIgnoringCase("User-Agent");
        assertThat(dkimVerdicts(arrived)).containsExactly("ed25519-sha256 pass", "rsa-sha256 pass");
    }

    @Test
    @Order(5)
    void nothing_of_the_mail_is_readable_on_disk_before_and_after_a_restart() {
        var words = Corpus.words();
        words.addAll(List.of(CORRESPONDENT, "Hello yourself", PASSWORD, "harbour documents"));
        var search = new WordSearch(words);
        assertThat(search.size()).isGreaterThan(500);
        assertThat(search.findings(folder.resolve("postfix")))
                .as("the search finds what is there")
                .isNotEmpty();

        assertNothingReadable(search);
        service.restart();
        assertNothingReadable(search);
    }

    @Test
    @Order(6)
    void after_a_crash_everything_is_still_there() throws IOException {
        service.crash();

        var sent = recorder.passed().stream().filter(Recorder.Passed::accepted).toList();
        assertThat(exported("after")).containsExactlyInAnyOrderElementsOf(contents(sent));
    }

    @Test
    @Order(7)
    void the_second_start_is_ready_within_five_seconds() {
        assertThat(service.restart()).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    @Order(8)
    void the_pictures_of_the_readme_are_kept() throws IOException {
        for (var name : List.of("sign-up", "list", "message", "compose")) {
            var picture = browser.pictures().resolve(name + ".png");
            assertThat(picture).exists();
            Files.copy(picture, target(name + ".png"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private Path fileImage() {
        return CoreImage.ofFiles(service.pid(), folder.resolve("core"));
    }

    private void assertNothingReadable(WordSearch search) {
        assertThat(search.findings(service.data())).isEmpty();
        assertThat(search.findings(service.output())).isEmpty();
        assertThat(search.findings(fileImage())).isEmpty();
    }

    /// What `postern mail export` opens, without the header fields that Postern added.
    private List<String> exported(String name) throws IOException {
        var out = folder.resolve("export-" + name);
        var passwordFile = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
        service.mail(ADDRESS, passwordFile, "export", "inbox", out.toString());
        var opened = new ArrayList<String>();
        try (var files = Files.list(out)) {
            for (var file : files.toList()) {
                opened.add(withoutOurFields(Files.readString(file, StandardCharsets.ISO_8859_1)));
            }
        }
        return opened;
    }

    private static String withoutOurFields(String message) {
        assertThat(message).startsWith("Return-Path: <" + CORRESPONDENT + ">\r\nReceived: from ");
        int end = message.indexOf("\r\nReceived: ") + 2;
        do {
            end = message.indexOf("\r\n", end) + 2;
        } while (message.charAt(end) == ' ' || message.charAt(end) == '\t');
        return message.substring(end);
    }

    private static List<String> contents(List<Recorder.Passed> sent) {
        return sent.stream()
                .map(Recorder.Passed::content)
                .map(Octets::toByteArray)
                .map(octets -> new String(octets, StandardCharsets.ISO_8859_1))
                .toList();
    }

    private List<String> refusals() {
        return recorder.passed().stream()
                .filter(passed -> !passed.accepted())
                .map(Recorder.Passed::reply)
                .sorted()
                .toList();
    }

    private List<String> dkimVerdicts(Path message) throws IOException {
        var records = service.run(
                "domain", "dns", "postern.localhost", "--data", service.data().toString());
        var zone = Files.writeString(folder.resolve("zone.txt"), records);
        var script = TREE.root().resolve("lab/src/test/python/dkim_verdicts.py");
        var verdicts =
                Child.run(folder, PATIENCE, "/usr/bin/python3", script.toString(), message.toString(), zone.toString());
        Files.writeString(target("dkim-verdicts.txt"), verdicts);
        return verdicts.lines().sorted().toList();
    }

    /// Hostile mail may try to move the page's base: the browser says that the policy stopped it.
    private static boolean isPolicyHolding(String complaint) {
        return complaint.contains("base URI") && complaint.contains("has been blocked");
    }

    private static String header(String message) {
        return message.substring(0, message.replace("\r\n", "\n").indexOf("\n\n"));
    }

    private static List<String> complaints(JsonNode visit) {
        var complaints = new ArrayList<String>();
        visit.path("complaints").forEach(text -> complaints.add(text.asString("")));
        return complaints;
    }

    private static Path target(String name) throws IOException {
        return Files.createDirectories(TREE.root().resolve("target/journey")).resolve(name);
    }
}
