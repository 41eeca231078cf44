package org.postern.server.backup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.postern.wire.Sha256;

/// SHA-256 of octets as they pass.
final class Sum {
    private static final int PIECE = 1 << 20;

    private final MessageDigest digest = Sha256.begin();

    /// Leaves the buffer as it is.
    void add(ByteBuffer octets) {
        digest.update(octets.duplicate());
    }

    /// In hexadecimal; nothing more is added.
    String text() {
        return HexFormat.of().formatHex(digest.digest());
    }

    static String of(byte[] octets) {
        var sum = new Sum();
        sum.add(ByteBuffer.wrap(octets));
        return sum.text();
    }

    static String of(Path file) throws IOException {
        var sum = new Sum();
        try (var in = FileChannel.open(file, StandardOpenOption.READ)) {
            var piece = ByteBuffer.allocate(PIECE);
            while (in.read(piece.clear()) >= 0) {
                sum.add(piece.flip());
            }
        }
        return sum.text();
    }
}
