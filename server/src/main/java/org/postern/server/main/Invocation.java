package org.postern.server.main;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the operator typed after `postern`.
///
/// @param firstSteps whether this is `up`: a data folder without a configuration gets one for this machine
/// @param onion whether an onion service is to stand before the page
/// @param overrides settings named on the command line, dotted key to value
record Invocation(boolean firstSteps, boolean onion, Path data, Path configuration, Map<String, String> overrides) {
    private static final Map<String, String> SETTINGS = Map.of("--smtp", "smtp.listen", "--http", "http.listen");

    /// Understood, or not.
    sealed interface Read {
        record Good(Invocation invocation) implements Read {}

        record Bad(String complaint) implements Read {}
    }

    static Read of(List<String> words) {
        if (words.isEmpty() || !List.of("up", "serve").contains(words.getFirst())) {
            return new Read.Bad(
                    "usage: postern up|serve [--data DIR] [--config FILE] [--smtp HOST:PORT] [--http HOST:PORT]"
                            + " [--onion]");
        }
        var options = new HashMap<String, String>();
        var left = new ArrayList<>(words.subList(1, words.size()));
        boolean onion = left.remove("--onion");
        while (!left.isEmpty()) {
            var name = left.removeFirst();
            if (!SETTINGS.containsKey(name) && !List.of("--data", "--config").contains(name)) {
                return new Read.Bad("there is no option '" + name + "'; see 'postern help'");
            }
            if (left.isEmpty()) {
                return new Read.Bad(name + " needs a value; see 'postern help'");
            }
            options.put(name, left.removeFirst());
        }
        return new Read.Good(of(words.getFirst().equals("up"), onion, options));
    }

    private static Invocation of(boolean firstSteps, boolean onion, Map<String, String> options) {
        var data = Path.of(options.getOrDefault("--data", "data"));
        var configuration =
                options.containsKey("--config") ? Path.of(options.get("--config")) : data.resolve("postern.toml");
        var overrides = new HashMap<String, String>();
        SETTINGS.forEach((option, key) -> {
            if (options.containsKey(option)) {
                overrides.put(key, options.get(option));
            }
        });
        return new Invocation(firstSteps, onion, data, configuration, overrides);
    }

    /// The same, with one more setting put over the file.
    Invocation with(String key, String value) {
        var more = new HashMap<>(overrides);
        more.put(key, value);
        return new Invocation(firstSteps, onion, data, configuration, more);
    }

    /// The text of the configuration file; for `up` on a new folder, the one written now.
    ///
    /// @throws IOException when it cannot be read or written
    String configurationText() throws IOException {
        if (Files.exists(configuration)) {
            return Files.readString(configuration);
        }
        if (!firstSteps) {
            return "";
        }
        Files.createDirectories(data);
        var text = firstConfiguration();
        Files.writeString(configuration, text);
        return text;
    }

    private static String firstConfiguration() throws IOException {
        try (var in = Invocation.class.getResourceAsStream("first-steps.toml")) {
            if (in == null) {
                throw new IOException("first-steps.toml is not in the program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
