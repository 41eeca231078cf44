package org.postern.server.reachctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.reach.RelayId;
import org.postern.reach.plan.AddressChoice.Served;

/// From what the doors see to what is done, told and undone, on a clock that stands.
final class ReachControlTest {
    private static final String THEM = "192.0.2.";
    private static final String OTHERS = "203.0.113.";

    @TempDir
    private Path folder;

    private Scene scene;

    @BeforeEach
    void begin() throws Exception {
        scene = new Scene(folder, 4);
        scene.pass(Duration.ofHours(6), 20, THEM, OTHERS);
        scene.delivered("192.0.2.201", "192.0.2.202", "192.0.2.203", "203.0.113.201");
        scene.pass(Duration.ofHours(2), 20, THEM, OTHERS);
    }

    @AfterEach
    void end() {
        scene.close();
    }

    /// A null route towards rome, and of what rome is answered, as in 2019.
    private void block() {
        scene.inward = (network, relay) -> !(network.equals(THEM) && relay.equals(Scene.ROME));
        scene.outward = (from, host) -> !(host.startsWith(THEM) && from.equals(Scene.ROME));
    }

    @Test
    void a_null_route_is_noticed_within_minutes_repaired_told_and_shown() {
        assertThat(scene.mails).isEmpty();
        assertThat(relaysTold()).contains(Scene.ROME);

        block();
        scene.pass(Duration.ofMinutes(15), 20, THEM, OTHERS);

        assertThat(relaysTold()).isNotEmpty().doesNotContain(Scene.ROME);
        assertThat(scene.control.choice().serve(scene.sender(OTHERS)))
                .extracting(Served::relay)
                .contains(Scene.ROME);
        assertThat(scene.mails).hasSize(1);
        var mail = new String(scene.mails.getFirst().message().toByteArray(), StandardCharsets.UTF_8);
        assertThat(mail)
                .contains("Subject: Postern: AS64500 (Them & Co) blocks us (null route)")
                .contains("AS64500 (Them & Co) does not let mail through to rome.")
                .contains("mail hosts there did not answer some address of ours while they answered others")
                .containsPattern("to undo it: postern reach undo [0-9]+\r\n");
        assertThat(scene.mails.getFirst().returnPath()).isEmpty();
        assertThat(scene.posts).singleElement().asString().contains("\"network\":\"AS64500\"", "\"event\":\"began\"");
        var block = scene.control.status().blocks().getFirst();
        assertThat(block.network()).isEqualTo("AS64500 (Them & Co)");
        assertThat(block.repaired()).isPresent();
        assertThat(block.ended()).isEmpty();
    }

    @Test
    void where_all_are_told_the_same_what_a_network_has_lost_is_told_to_nobody() {
        assertThat(scene.control.addressesForAll()).contains(Scene.ROMES).hasSize(3);

        block();
        scene.pass(Duration.ofMinutes(15), 20, THEM, OTHERS);

        assertThat(scene.control.addressesForAll()).hasSize(2).doesNotContain(Scene.ROMES);
    }

    @Test
    void the_core_s_own_address_leaves_the_answers_of_a_network_that_blocks_it_like_any_other() {
        assertThat(relaysTold()).contains(RelayId.CORE);

        scene.inward = (network, relay) -> !(network.equals(THEM) && relay.equals(RelayId.CORE));
        scene.outward = (from, host) -> !(host.startsWith(THEM) && from.equals(RelayId.CORE));
        scene.pass(Duration.ofMinutes(15), 20, THEM, OTHERS);

        assertThat(relaysTold()).isNotEmpty().doesNotContain(RelayId.CORE);
        assertThat(scene.control.choice().serve(scene.sender(OTHERS)))
                .extracting(Served::relay)
                .contains(RelayId.CORE);
    }

    @Test
    void a_person_keeps_the_core_s_own_address_out_of_every_answer_until_it_is_allowed_again() throws Exception {
        var retire = List.of("retire", "core");

        assertThat(scene.control.desk().pin(retire).refused()).isFalse();

        assertCoreIsNotTold();
        scene.pass(Duration.ofHours(1), 20, THEM, OTHERS);
        assertCoreIsNotTold();
        restart();
        assertCoreIsNotTold();
        assertThat(scene.control.desk().allow(retire).refused()).isFalse();
        assertThat(relaysTold()).contains(RelayId.CORE);
    }

    @Test
    void undoing_the_step_that_took_the_core_s_own_address_out_puts_it_back() {
        scene.control.desk().pin(List.of("retire", "core"));
        var number = scene.control.desk().steps().lines().getFirst().split(" ")[0];

        assertThat(scene.control.desk().undo(number).refused()).isFalse();

        assertThat(relaysTold()).contains(RelayId.CORE);
    }

    private void assertCoreIsNotTold() {
        for (var network : List.of(THEM, OTHERS)) {
            assertThat(scene.control.choice().serve(scene.sender(network)))
                    .extracting(Served::relay)
                    .hasSize(2)
                    .doesNotContain(RelayId.CORE);
        }
        assertThat(scene.control.addressesForAll()).hasSize(2).doesNotContain(Scene.CORES);
    }

    private void restart() throws Exception {
        scene.close();
        scene = new Scene(folder, 5, scene.clock);
    }

    @Test
    void a_service_that_starts_again_knows_where_to_look_and_notices_a_block() throws Exception {
        restart();
        assertThat(scene.knocks).isEmpty();

        scene.pass(Duration.ofMinutes(20), 20, THEM, OTHERS);
        assertThat(scene.knocks).anyMatch(knock -> knock.contains(" 192.0.2.20"));
        block();
        scene.pass(Duration.ofMinutes(15), 20, THEM, OTHERS);

        assertThat(relaysTold()).isNotEmpty().doesNotContain(Scene.ROME);
    }

    /// THREAT T-74: whoever reads the public page learns of networks and times, and nothing of our
    /// relays.
    @Test
    void what_is_public_names_no_relay_and_no_address() {
        block();
        scene.pass(Duration.ofMinutes(15), 20, THEM, OTHERS);

        assertThat(scene.control.status().toString()).doesNotContain("rome", "oslo", "198.51", "100.64", "core");
    }

    @Test
    void what_a_person_undid_the_planner_does_not_do_again() {
        block();
        scene.pass(Duration.ofMinutes(15), 20, THEM, OTHERS);
        var withdrawn = scene.control.desk().steps().lines().stream()
                .filter(line -> line.contains("withdraw AS64500 rome 198.51.100.25"))
                .findFirst()
                .orElseThrow();
        var number = withdrawn.split(" ")[0];

        assertThat(scene.control.desk().undo(number).refused()).isFalse();
        scene.pass(Duration.ofMinutes(20), 20, THEM, OTHERS);

        assertThat(relaysTold()).contains(Scene.ROME);
        assertThat(scene.control.desk().undo(number).lines()).containsExactly("step " + number + " is undone already");
        assertThat(scene.control.desk().rules().lines())
                .containsExactly("forbidden  withdraw AS64500 rome 198.51.100.25");

        assertThat(scene.control.desk().allow(List.of(number)).refused()).isFalse();
        scene.pass(Duration.ofMinutes(15), 20, THEM, OTHERS);

        assertThat(relaysTold()).doesNotContain(Scene.ROME);
    }

    /// THREAT T-42, THREAT T-70: look-ups that somebody forges raise doubt; the reverse path
    /// answers, and nothing is done.
    @Test
    void forged_look_ups_alone_lead_to_looks_and_to_nothing_else() {
        int before = scene.knocks.size();

        for (int i = 0; i < 120; i++) {
            scene.forge(THEM, 300);
            scene.pass(Duration.ofMinutes(1), 20, THEM, OTHERS);
        }

        assertThat(scene.knocks.size()).isGreaterThan(before);
        assertThat(scene.mails).isEmpty();
        assertThat(scene.control.desk().steps().lines()).noneMatch(line -> line.contains("withdraw"));
    }

    /// THREAT T-72: whatever is suspected, nobody's mail host is knocked at more than a few times
    /// an hour.
    @Test
    void a_mail_host_is_left_in_peace_whatever_is_forged() {
        scene.knocks.clear();

        for (int i = 0; i < 120; i++) {
            scene.forge(THEM, 300);
            scene.pass(Duration.ofMinutes(1), 20, THEM, OTHERS);
        }

        assertThat(scene.knocks.stream()
                        .filter(knock -> knock.endsWith(" 192.0.2.201"))
                        .count())
                .isLessThanOrEqualTo((12 + 4 + 2 * 4) * 3);
    }

    @Test
    void a_restart_forgets_neither_what_is_usual_nor_what_was_done() throws Exception {
        block();
        scene.pass(Duration.ofMinutes(15), 20, THEM, OTHERS);
        scene.close();

        scene = new Scene(folder, 5, scene.clock);

        assertThat(relaysTold()).isNotEmpty().doesNotContain(Scene.ROME);
        assertThat(scene.control.desk().status().lines())
                .anyMatch(line -> line.contains("AS64500 (Them & Co) blocks us"));
        scene.turns();
        assertThat(scene.mails).isEmpty();
    }

    @Test
    void a_relay_that_is_down_is_not_called_a_block() {
        scene.inward = (network, relay) -> !relay.equals(Scene.ROME);
        scene.outward = (from, host) -> !from.equals(Scene.ROME) && !host.equals("198.51.100.25");

        scene.pass(Duration.ofMinutes(30), 20, THEM, OTHERS);

        assertThat(scene.mails).isEmpty();
        assertThat(scene.control.status().blocks()).isEmpty();
    }

    @Test
    void a_step_that_fails_keeps_nobody_from_being_told() {
        scene.publish = ReachControlTest::fail;
        scene.control.desk().pin(List.of("retire", "oslo")); // now a list is due

        block();
        scene.pass(Duration.ofMinutes(15), 20, THEM, OTHERS);

        assertThat(relaysTold()).isNotEmpty().doesNotContain(Scene.ROME);
        assertThat(scene.mails).hasSize(1);
        assertThat(scene.control.status().blocks()).hasSize(1);
    }

    @Test
    void a_mail_to_the_operator_that_fails_does_not_keep_the_webhook_from_being_told() {
        scene.intake = ReachControlTest::fail;

        block();
        scene.pass(Duration.ofMinutes(15), 20, THEM, OTHERS);

        assertThat(scene.posts).hasSize(1);
    }

    private static void fail() {
        throw new IllegalStateException("this fails");
    }

    @Test
    void mail_is_not_carried_round_a_refusal() {
        scene.refuses = (from, host) -> host.startsWith(THEM) && from.equals(RelayId.CORE);

        scene.pass(Duration.ofHours(2), 20, THEM, OTHERS);

        assertThat(scene.control.desk().steps().lines()).noneMatch(line -> line.contains("route "));
    }

    @Test
    void an_incident_is_over_when_the_relay_that_it_was_about_is_no_more_also_after_a_restart() throws Exception {
        block();
        scene.pass(Duration.ofMinutes(15), 20, THEM, OTHERS);
        restart();
        scene.removed.add(Scene.ROME);
        scene.turns();

        assertThat(scene.control.status().blocks())
                .singleElement()
                .satisfies(block -> assertThat(block.ended()).isPresent());
        assertThat(scene.mails).hasSize(1);
    }

    private List<RelayId> relaysTold() {
        return scene.control.choice().serve(scene.sender(THEM)).stream()
                .map(Served::relay)
                .toList();
    }
}
