package org.postern.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Asks the running server over the socket in its data folder.
final class Operator {
    /// The exit status when no service runs on the folder; the `postern` script then does itself what can
    /// be done on a stopped one.
    static final int NOBODY = 75;

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path dataFolder;

    Operator(Path dataFolder) {
        this.dataFolder = dataFolder;
    }

    /// As [#ask], but says nothing when no service runs.
    int askIfRunning(List<String> words, PrintWriter out, PrintWriter complaints) {
        var socket = dataFolder.resolve("admin.sock");
        if (!Files.exists(socket)) {
            return NOBODY;
        }
        try {
            return print(exchange(socket, words), out, complaints);
        } catch (ConnectException dead) {
            return NOBODY; // a socket that a killed process left behind
        } catch (IOException gone) {
            complaints.println("postern: the service hung up: " + gone.getMessage());
            return 1;
        }
    }

    /// Prints the answer, or what is wrong.
    ///
    /// @return the exit status
    int ask(List<String> words, PrintWriter out, PrintWriter complaints) {
        var socket = dataFolder.resolve("admin.sock");
        if (!Files.exists(socket)) {
            complaints.println("postern: no service runs on " + dataFolder.toAbsolutePath()
                    + ". Start it with 'postern up' or 'postern serve', or name its folder with --data.");
            return 1;
        }
        try {
            return print(exchange(socket, words), out, complaints);
        } catch (IOException gone) {
            complaints.println("postern: the service on " + dataFolder.toAbsolutePath() + " does not answer ("
                    + gone.getMessage() + "). Is it running, and may you open its folder?");
            return 1;
        }
    }

    private static Answer exchange(Path socket, List<String> words) throws IOException {
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            var question = JSON.writeValueAsString(Map.of("words", words)) + "\n";
            channel.write(ByteBuffer.wrap(question.getBytes(StandardCharsets.UTF_8)));
            var lines =
                    new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
            var line = lines.readLine();
            if (line == null) {
                throw new IOException("hung up");
            }
            return JSON.readValue(line, Answer.class);
        }
    }

    private static int print(Answer answer, PrintWriter out, PrintWriter complaints) {
        if (answer.refused() != null) {
            complaints.println("postern: " + answer.refused());
            return 1;
        }
        if (answer.lines() != null) {
            answer.lines().forEach(out::println);
        }
        return 0;
    }

    private record Answer(
            @Nullable List<String> lines, @Nullable String refused) {}
}
