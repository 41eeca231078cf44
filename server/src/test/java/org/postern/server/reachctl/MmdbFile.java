package org.postern.server.reachctl;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes small files in the MaxMind DB format 2.0: an IPv6 tree of 24-bit records, maps of
/// strings and numbers.
final class MmdbFile {
    private static final int BITS = 128;
    private static final int NONE = -1;

    private final List<int[]> nodes = new ArrayList<>(List.of(new int[] {NONE, NONE}));
    private final Map<Integer, Integer> leaves = new LinkedHashMap<>(); // -2 - index -> offset of the value
    private final ByteArrayOutputStream values = new ByteArrayOutputStream();

    void add(String base, int bits, Map<String, ?> fields) {
        var octets = InetAddress.ofLiteral(base).getAddress();
        var six = new byte[16];
        System.arraycopy(octets, 0, six, 16 - octets.length, octets.length);
        int length = bits + BITS - octets.length * 8;
        int leaf = -2 - leaves.size();
        leaves.put(leaf, values.size());
        map(values, fields);
        int node = 0;
        for (int i = 0; i < length; i++) {
            int side = (six[i / 8] >> (7 - i % 8)) & 1;
            if (i == length - 1) {
                nodes.get(node)[side] = leaf;
            } else {
                if (nodes.get(node)[side] < 0) {
                    nodes.add(new int[] {NONE, NONE});
                    nodes.get(node)[side] = nodes.size() - 1;
                }
                node = nodes.get(node)[side];
            }
        }
    }

    byte[] octets() {
        var file = new ByteArrayOutputStream();
        for (var node : nodes) {
            for (int side : node) {
                int record = side == NONE ? nodes.size() : side < 0 ? nodes.size() + 16 + leaves.get(side) : side;
                file.writeBytes(new byte[] {(byte) (record >> 16), (byte) (record >> 8), (byte) record});
            }
        }
        file.writeBytes(new byte[16]);
        file.writeBytes(values.toByteArray());
        file.writeBytes(HexFormat.of().parseHex("abcdef"));
        file.writeBytes("MaxMind.com".getBytes(StandardCharsets.US_ASCII));
        var about = new LinkedHashMap<String, Object>();
        about.put("binary_format_major_version", 2);
        about.put("binary_format_minor_version", 0);
        about.put("build_epoch", BigInteger.ONE);
        about.put("database_type", "test");
        about.put("description", Map.of());
        about.put("ip_version", 6);
        about.put("languages", List.of());
        about.put("node_count", (long) nodes.size());
        about.put("record_size", 24);
        map(file, about);
        return file.toByteArray();
    }

    private static void map(ByteArrayOutputStream to, Map<String, ?> fields) {
        to.write((7 << 5) + fields.size());
        fields.forEach((key, value) -> {
            text(to, key);
            switch (value) {
                case String string -> text(to, string);
                case Long number -> {
                    to.write((6 << 5) + 4); // an unsigned 32-bit number
                    to.writeBytes(
                            ByteBuffer.allocate(4).putInt(number.intValue()).array());
                }
                case Integer number -> {
                    to.write((5 << 5) + 2); // an unsigned 16-bit number
                    to.writeBytes(new byte[] {(byte) (number >> 8), number.byteValue()});
                }
                case BigInteger number -> {
                    to.writeBytes(new byte[] {8, 2}); // extended: an unsigned 64-bit number
                    to.writeBytes(
                            ByteBuffer.allocate(8).putLong(number.longValue()).array());
                }
                case Map<?, ?> _ -> to.write(7 << 5);
                case List<?> _ -> to.writeBytes(new byte[] {0, 4}); // extended: an array of none
                default -> throw new IllegalArgumentException();
            }
        });
    }

    private static void text(ByteArrayOutputStream to, String text) {
        var octets = text.getBytes(StandardCharsets.UTF_8);
        if (octets.length < 29) {
            to.write((2 << 5) + octets.length);
        } else {
            to.write((2 << 5) + 29);
            to.write(octets.length - 29);
        }
        to.writeBytes(octets);
    }
}
