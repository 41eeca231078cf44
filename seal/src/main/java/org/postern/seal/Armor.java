package org.postern.seal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.postern.wire.Octets;

/// ASCII armour (RFC 9580 §6.2) with CRLF, for mail. No checksum is written (§6.1 says not to), one that
/// is there is skipped.
public enum Armor {
    MESSAGE("PGP MESSAGE"),
    SIGNATURE("PGP SIGNATURE"),
    PUBLIC_KEY("PGP PUBLIC KEY BLOCK");

    private static final int LINE_BYTES = 48;
    private static final int BLOCK_BYTES = LINE_BYTES * 512;
    private static final byte[] CRLF = {'\r', '\n'};

    private final String name;

    Armor(String name) {
        this.name = name;
    }

    /// The armoured form, ending with a line end.
    public Octets write(Octets binary) {
        var armoured = new Octets.Builder();
        try {
            write(binary, armoured::add);
        } catch (IOException impossible) {
            throw new AssertionError("reading memory cannot fail", impossible);
        }
        return armoured.build();
    }

    /// As [#write], without ever holding more than a block of it.
    public void writeTo(Octets binary, OutputStream out) throws IOException {
        write(binary, out::write);
    }

    /// How many octets the armoured form of so many octets has.
    public long size(long binaryBytes) {
        long base64 = Math.ceilDiv(binaryBytes, 3L) * 4;
        long lines = Math.ceilDiv(binaryBytes, (long) LINE_BYTES);
        return begin().length() + base64 + lines * CRLF.length + end().length();
    }

    private void write(Octets binary, Sink sink) throws IOException {
        var encoder = Base64.getMimeEncoder(LINE_BYTES / 3 * 4, CRLF);
        sink.add(ascii(begin()));
        try (var in = binary.stream()) {
            for (byte[] block = in.readNBytes(BLOCK_BYTES); block.length > 0; block = in.readNBytes(BLOCK_BYTES)) {
                sink.add(encoder.encode(block));
                sink.add(CRLF.clone());
            }
        }
        sink.add(ascii(end()));
    }

    private String begin() {
        return "-----BEGIN " + name + "-----\r\n\r\n";
    }

    private String end() {
        return "-----END " + name + "-----\r\n";
    }

    /// Takes the next block.
    @FunctionalInterface
    private interface Sink {
        void add(byte[] block) throws IOException;
    }

    /// The binary form of the first block of this kind in `text`; empty when there is none or it is broken.
    public Optional<Octets> read(Octets text) {
        var lines = new String(text.toByteArray(), StandardCharsets.ISO_8859_1)
                .lines()
                .iterator();
        boolean found = false;
        while (lines.hasNext() && !found) {
            found = lines.next().strip().equals("-----BEGIN " + name + "-----");
        }
        boolean headers = true;
        while (lines.hasNext() && headers) {
            headers = !lines.next().isBlank();
        }
        var base64 = new ByteArrayOutputStream();
        while (lines.hasNext()) {
            var line = lines.next().strip();
            if (line.equals("-----END " + name + "-----")) {
                return found ? decode(base64.toByteArray()) : Optional.empty();
            }
            if (!line.startsWith("=")) {
                base64.writeBytes(line.getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        return Optional.empty();
    }

    private static Optional<Octets> decode(byte[] base64) {
        try {
            return Optional.of(Octets.of(Base64.getDecoder().decode(base64)));
        } catch (IllegalArgumentException broken) {
            return Optional.empty();
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
