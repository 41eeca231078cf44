package org.postern.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postern.lab.peers.RunningPostern;
import org.postern.lab.peers.Unbound;

/// The running service's face of noticing and repairing.
final class ReachServiceTest {
    private static final SourceTree TREE = SourceTree.ofThisCheckout();

    @Test
    void blocks_are_shown_to_anybody_and_a_person_decides_by_postern_reach(@TempDir Path folder) throws Exception {
        try (var names = Unbound.start(folder.resolve("names"), List.of("peer.test. 60 IN A 192.0.2.1"));
                var service = RunningPostern.up(
                        TREE.root(), folder.resolve("data"), RunningPostern.firstSteps(names.port()))) {
            var data = service.data().toString();

            assertThat(read(service.site() + "/status"))
                    .contains("No network is known to block mail to this server.")
                    .doesNotContain("<script");
            assertThat(read(service.site() + "/status.json")).contains("\"blocks\":[]");
            assertThat(service.run("reach", "status", "--data", data)).contains("No network is known to block us.");
            assertThat(service.run("reach", "forbid", "retire", "rome", "--data", data))
                    .contains("Forbidden: retire rome.");
            assertThat(service.run("reach", "rules", "--data", data)).contains("forbidden  retire rome");
            assertThat(service.run("reach", "networks", "--data", data)).contains("no map is in use");
        }
    }

    private static String read(String address) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            var answer = client.send(
                    HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            return answer.body();
        }
    }
}
