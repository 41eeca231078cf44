package org.postern.server.admin;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.postern.server.db.StoreBroken;
import org.postern.server.net.LocalDoor;
import org.postern.server.trace.Field;
import org.postern.server.trace.Trace;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// The operator's door: a socket in the data folder, on which one line of JSON asks and one answers.
/// Whoever may open the file may do anything here; the folder's permissions are the lock.
///
/// Asked: `{"words": ["domain", "add", "example.org"]}`. Answered: `{"lines": […]}` or `{"refused": "…"}`.
public final class AdminDoor implements AutoCloseable {
    /// The socket's name in the data folder.
    public static final String SOCKET = "admin.sock";

    private static final Trace TRACE = Trace.of(AdminDoor.class);
    private static final int LONGEST_QUESTION = 65_536;

    private final JsonMapper json = JsonMapper.shared();
    private final Map<String, Order> orders = new TreeMap<>();
    private final LocalDoor door;

    public AdminDoor(Path dataFolder, List<Order> orders) {
        orders.forEach(order -> this.orders.put(order.words(), order));
        this.door = LocalDoor.open(dataFolder.resolve(SOCKET), this::serve);
    }

    @Override
    public void close() {
        door.close();
    }

    private void serve(InputStream in, OutputStream out) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), LONGEST_QUESTION);
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            var written = switch (answer(line)) {
                case Answer.Done done -> Map.of("lines", done.lines());
                case Answer.Refused refused -> Map.of("refused", refused.text());
            };
            out.write((json.writeValueAsString(written) + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
    }

    private Answer answer(String line) {
        try {
            var words = json.readValue(line, Question.class).words();
            return carryOut(words);
        } catch (JacksonException notOurs) {
            return new Answer.Refused("not a question: one line of JSON with \"words\" is expected");
        } catch (StoreBroken broken) {
            TRACE.failure("operator's command failed", broken);
            return new Answer.Refused("the store did not answer; see the log");
        }
    }

    private Answer carryOut(List<String> words) {
        for (int length = Math.min(2, words.size()); length > 0; length--) {
            var order = orders.get(String.join(" ", words.subList(0, length)));
            if (order != null) {
                TRACE.event("operator's command", Field.word("command", order.words()));
                return carryOut(order, words.subList(length, words.size()));
            }
        }
        return new Answer.Refused("there is no command '" + String.join(" ", words) + "'; there are:\n  " + usage());
    }

    private static Answer carryOut(Order order, List<String> arguments) {
        long needed = Arrays.stream(order.arguments().split(" "))
                .filter(word -> !word.isEmpty() && !word.startsWith("["))
                .count();
        if (arguments.size() < needed) {
            return new Answer.Refused("usage: postern " + order.words() + " " + order.arguments());
        }
        return order.work().apply(arguments);
    }

    private String usage() {
        return String.join(
                "\n  ",
                orders.values().stream()
                        .map(order -> (order.words() + " " + order.arguments()).strip())
                        .toList());
    }

    private record Question(List<String> words) {}
}
