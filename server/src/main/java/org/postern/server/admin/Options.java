package org.postern.server.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What was typed after a command that has options: `PLACE --name value … --flag`.
///
/// @param place what is no option
/// @param pairs name and value in turn
record Options(String place, List<String> pairs, List<String> flags) {
    private static final Set<String> FLAGS = Set.of("--spare");
    private static final Set<String> NAMES =
            Set.of("--name", "--network", "--address", "--listen", "--mail-port", "--web-port", "--host-key");

    /// @throws IllegalArgumentException with words for the operator
    static Options of(List<String> words) {
        var left = new ArrayList<>(words);
        var pairs = new ArrayList<String>();
        var flags = new ArrayList<String>();
        var place = "";
        while (!left.isEmpty()) {
            var word = left.removeFirst();
            if (FLAGS.contains(word)) {
                flags.add(word);
            } else if (NAMES.contains(word)) {
                if (left.isEmpty()) {
                    throw new IllegalArgumentException(word + " needs a value");
                }
                pairs.addAll(List.of(word, left.removeFirst()));
            } else if (place.isEmpty() && !word.startsWith("-")) {
                place = word;
            } else {
                throw new IllegalArgumentException("'" + word + "' means nothing here");
            }
        }
        return new Options(place, pairs, flags);
    }

    List<String> all(String name) {
        var values = new ArrayList<String>();
        for (int i = 0; i < pairs.size(); i += 2) {
            if (pairs.get(i).equals(name)) {
                values.add(pairs.get(i + 1));
            }
        }
        return values;
    }

    Optional<String> last(String name) {
        var values = all(name);
        return values.isEmpty() ? Optional.empty() : Optional.of(values.getLast());
    }

    String needed(String name) {
        return last(name).orElseThrow(() -> new IllegalArgumentException(name + " is needed"));
    }

    boolean flag(String name) {
        return flags.contains(name);
    }

    int port(String name, int standard) {
        try {
            int port = last(name).map(Integer::parseInt).orElse(standard);
            if (port >= 0 && port <= 0xFFFF) {
                return port;
            }
        } catch (NumberFormatException no) {
            // said below
        }
        throw new IllegalArgumentException(name + " must be a port");
    }
}
