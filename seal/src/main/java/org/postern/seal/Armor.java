package org.postern.seal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
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
        var encoder = Base64.getMimeEncoder(LINE_BYTES / 3 * 4, CRLF);
        var armoured = new Octets.Builder().add(ascii("-----BEGIN " + name + "-----\r\n\r\n"));
        try (var in = binary.stream()) {
            for (byte[] block = in.readNBytes(BLOCK_BYTES); block.length > 0; block = in.readNBytes(BLOCK_BYTES)) {
                armoured.add(encoder.encode(block)).add(CRLF.clone());
            }
        } catch (IOException impossible) {
            throw new AssertionError("reading memory cannot fail", impossible);
        }
        return armoured.add(ascii("-----END " + name + "-----\r\n")).build();
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
