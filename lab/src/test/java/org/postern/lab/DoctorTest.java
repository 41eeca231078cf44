package org.postern.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.lab.peers.Ports;
import org.postern.lab.peers.RunningPostern;

/// What `postern doctor` says of a machine that is not well.
final class DoctorTest {
    private static final SourceTree TREE = SourceTree.ofThisCheckout();

    @TempDir
    private Path folder;

    @Test
    void the_doctor_says_that_no_resolver_answers() {
        var settings = List.of(
                "first_domains = [\"example.org\"]",
                "[http]",
                "metrics_listen = \"127.0.0.1:" + Ports.free() + "\"",
                "[names]",
                "servers = [\"127.0.0.1:" + Ports.free() + "\"]");
        try (var service = RunningPostern.up(TREE.root(), folder.resolve("data"), settings)) {
            var said = service.run("doctor", "--data", service.data().toString());

            assertThat(said).contains("BAD  names: no resolver answers").doesNotContain("Nothing is wrong");
        }
    }
}
