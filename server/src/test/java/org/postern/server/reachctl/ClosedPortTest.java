package org.postern.server.reachctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.reach.RelayId;
import org.postern.reach.plan.AddressChoice.Served;

/// A relay that stands by us and lets no mail through: its hosting company closed port 25, or somebody seized it
/// (THREAT T-41).
final class ClosedPortTest {
    private static final String THEM = "192.0.2.";
    private static final String OTHERS = "203.0.113.";
    private static final String ROMES = Scene.ROMES.getHostAddress();
    private static final Duration TWO_ROUNDS = Duration.ofMinutes(11);

    @TempDir
    private Path folder;

    private Scene scene;

    @BeforeEach
    void begin() throws Exception {
        scene = new Scene(folder, 4);
        scene.pass(Duration.ofHours(2), 20, THEM, OTHERS);
        assertThat(relaysTold()).contains(Scene.ROME);
    }

    @AfterEach
    void end() {
        scene.close();
    }

    @Test
    void a_relay_that_lets_none_of_our_places_in_is_told_of_until_it_does() {
        scene.inward = (network, relay) -> !relay.equals(Scene.ROME);
        scene.outward = (from, host) -> !host.equals(ROMES);
        scene.pass(TWO_ROUNDS, 20, THEM, OTHERS);

        assertThat(statusOfRome()).contains("none of our places is let in at its port 25");
        assertThat(scene.mails).as("nobody blocks").isEmpty();

        scene.inward = (network, relay) -> true;
        scene.outward = (from, host) -> true;
        scene.pass(TWO_ROUNDS, 20, THEM, OTHERS);

        assertThat(statusOfRome()).endsWith("up");
    }

    @Test
    void what_one_place_alone_says_is_not_believed() {
        for (var liar : List.of(RelayId.CORE, Scene.OSLO)) {
            scene.outward = (from, host) -> !(host.equals(ROMES) && from.equals(liar));
            scene.pass(TWO_ROUNDS, 20, THEM, OTHERS);

            assertThat(statusOfRome()).as("%s says that it is closed", liar).endsWith("up");
        }
    }

    /// Whoever could make it look closed would move mail as he likes.
    @Test
    void what_our_places_say_of_one_another_moves_no_answer() {
        scene.outward = (from, host) -> !host.equals(ROMES);
        scene.pass(TWO_ROUNDS, 20, THEM, OTHERS);

        assertThat(statusOfRome()).contains("port 25");
        assertThat(relaysTold()).contains(Scene.ROME);
        assertThat(scene.control.addressesForAll()).contains(Scene.ROMES);
    }

    private List<RelayId> relaysTold() {
        return Stream.of(THEM, OTHERS)
                .flatMap(network -> scene.control.choice().serve(scene.sender(network)).stream())
                .map(Served::relay)
                .distinct()
                .toList();
    }

    private String statusOfRome() {
        return scene.control.desk().status().lines().stream()
                .filter(line -> line.startsWith("relay rome"))
                .findFirst()
                .orElseThrow();
    }
}
