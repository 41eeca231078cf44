package org.postern.wire.dkim;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.postern.wire.Octets;

/// A message cut into raw header fields and body, in order and without change, so that it can be
/// signed, verified, or put together again with fields added or left out. Lines end in CRLF.
///
/// @param body after the empty line; empty where there is none
public record RawMessage(List<RawField> header, Octets body) {
    private static final byte[] LINE_END = {'\r', '\n'};

    public RawMessage {
        header = List.copyOf(header);
    }

    /// RFC 5322 §2.1: the header ends at the first empty line, or with the message.
    public static RawMessage split(Octets message) {
        var head = new Head();
        var body = new Octets.Builder();
        for (var chunk : message.chunks()) {
            int taken = head.take(chunk);
            if (taken < chunk.length) {
                body.add(taken == 0 ? chunk : Arrays.copyOfRange(chunk, taken, chunk.length));
            }
        }
        return new RawMessage(fields(head.text()), body.build());
    }

    /// The message again.
    public Octets octets() {
        var head = new ByteArrayOutputStream();
        for (var field : header) {
            head.writeBytes(field.octets());
            head.writeBytes(LINE_END);
        }
        head.writeBytes(LINE_END);
        return Octets.join(Octets.of(head.toByteArray()), body);
    }

    public RawMessage without(Predicate<RawField> unwanted) {
        return new RawMessage(header.stream().filter(unwanted.negate()).toList(), body);
    }

    /// With fields before all others.
    public RawMessage under(List<RawField> first) {
        var all = new ArrayList<>(first);
        all.addAll(header);
        return new RawMessage(all, body);
    }

    public boolean has(String name) {
        return header.stream().anyMatch(field -> field.isNamed(name));
    }

    private static List<RawField> fields(String head) {
        var fields = new ArrayList<RawField>();
        var field = new StringBuilder();
        for (var line : head.split("\r\n", -1)) {
            boolean folded = line.startsWith(" ") || line.startsWith("\t");
            if (!folded && !field.isEmpty()) {
                fields.add(new RawField(field.toString()));
                field.setLength(0);
            }
            field.append(field.isEmpty() ? "" : "\r\n").append(line);
        }
        if (!field.isEmpty()) {
            fields.add(new RawField(field.toString()));
        }
        return fields;
    }

    /// Takes octets until the empty line has gone by.
    private static final class Head {
        private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
        private int lineLength;
        private boolean afterReturn;
        private boolean ended;

        /// How many octets of the chunk belong to the header.
        int take(byte[] chunk) {
            int at = 0;
            while (at < chunk.length && !ended) {
                step(chunk[at++]);
            }
            octets.write(chunk, 0, at);
            return at;
        }

        String text() {
            return octets.toString(StandardCharsets.ISO_8859_1);
        }

        private void step(byte octet) {
            if (octet == '\n' && afterReturn) {
                ended = lineLength == 1; // only the CR
                lineLength = 0;
            } else {
                lineLength++;
            }
            afterReturn = octet == '\r';
        }
    }
}
