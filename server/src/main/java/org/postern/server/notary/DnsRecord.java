package org.postern.server.notary;

import java.util.List;
import java.util.stream.Collectors;

/// One record for the operator to publish.
///
/// @param name fully qualified, with the final dot
/// @param values for TXT its strings, unquoted, of at most 255 octets each; else one value
/// @param why one sentence for a person
public record DnsRecord(String name, Type type, List<String> values, String why) {
    private static final int TTL_SECONDS = 3600;

    public enum Type {
        MX,
        TXT
    }

    /// As a line of a zone file (RFC 1035 §5.1).
    public String zoneLine() {
        var value = switch (type) {
            case MX -> String.join(" ", values);
            case TXT -> values.stream().map(DnsRecord::quoted).collect(Collectors.joining(" "));
        };
        return name + " " + TTL_SECONDS + " IN " + type + " " + value;
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
