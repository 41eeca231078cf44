package org.postern.lab.net;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A block that Postern says it noticed, as its public `/status.json` has it.
///
/// @param repaired when it had done what it could; empty while it had not
/// @param ended empty while it lasts
/// @param signs its evidence, in words
public record Noticed(
        int asn,
        String technique,
        Instant at,
        Optional<Instant> repaired,
        Optional<Instant> ended,
        List<String> signs) {
    private static final Pattern NUMBER = Pattern.compile("^AS(\\d+)");

    static List<Noticed> parse(String json) {
        var all = new ArrayList<Noticed>();
        for (var block : JsonMapper.shared().readTree(json).path("blocks")) {
            var number = NUMBER.matcher(block.path("network").asString());
            var signs = new ArrayList<String>();
            block.path("signs").forEach(sign -> signs.add(sign.asString()));
            all.add(new Noticed(
                    number.find() ? Integer.parseInt(number.group(1)) : 0,
                    block.path("technique").asString(),
                    Instant.parse(block.path("noticed").asString()),
                    moment(block.path("repaired")),
                    moment(block.path("ended")),
                    signs));
        }
        return all;
    }

    private static Optional<Instant> moment(JsonNode text) {
        return text.asString().isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text.asString()));
    }
}
