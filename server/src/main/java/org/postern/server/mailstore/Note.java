package org.postern.server.mailstore;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.postern.server.accounts.AccountId;
import org.postern.server.mailstore.NewEmail.Folder;
import org.postern.wire.Octets;

/// What the index is to be told of the messages of one call, as it stands in the log beside their bodies:
/// what rows hold, no more. Big-endian, lengths in 4 octets before what they measure; a folder is a role
/// (its length in one octet, its word) or, after a zero octet, an id.
///
/// @param mustExist whether a folder that is gone refuses the message; otherwise it goes to the inbox
record Note(boolean mustExist, List<Line> lines) {
    private static final byte VERSION = 1;
    private static final int HASH = 16;

    /// One message; its body stands at the same place of the entry's list.
    record Line(
            AccountId account,
            Octets key,
            Octets summary,
            Octets threadHash,
            Set<Folder> folders,
            String keywords,
            Instant receivedAt) {
        static Line of(Mailstore.Delivery delivery) {
            var email = delivery.email();
            return new Line(
                    delivery.account(),
                    email.sealed().key(),
                    email.sealed().summary(),
                    email.threadHash(),
                    email.folders(),
                    Keyword.written(email.keywords()),
                    email.receivedAt());
        }

        /// As the quota counts it.
        long kept(long body) {
            return key.size() + summary.size() + body;
        }

        private int size() {
            return 2 * Long.BYTES
                    + HASH
                    + 4 * Integer.BYTES
                    + folders.stream().mapToInt(Line::size).sum()
                    + keywords.length()
                    + (int) (key.size() + summary.size());
        }

        private static int size(Folder folder) {
            return switch (folder) {
                case Folder.ByRole(var role) -> 1 + role.word().length();
                case Folder.ById _ -> 1 + Long.BYTES;
            };
        }

        private void putInto(ByteBuffer out) {
            out.putLong(account.value()).putLong(receivedAt.toEpochMilli());
            put(out, threadHash);
            out.putInt(folders.size());
            for (var folder : folders) {
                switch (folder) {
                    case Folder.ByRole(var role) -> {
                        byte[] word = ascii(role.word());
                        out.put((byte) word.length).put(word);
                    }
                    case Folder.ById(var id) -> out.put((byte) 0).putLong(id.value());
                }
            }
            out.putInt(keywords.length()).put(ascii(keywords));
            put(out.putInt((int) key.size()), key);
            put(out.putInt((int) summary.size()), summary);
        }

        private static void put(ByteBuffer out, Octets octets) {
            octets.chunks().forEach(out::put);
        }

        private static Line read(ByteBuffer in) {
            var account = new AccountId(in.getLong());
            var receivedAt = Instant.ofEpochMilli(in.getLong());
            var hash = octets(in, HASH);
            var folders = new LinkedHashSet<Folder>();
            for (int left = in.getInt(); left > 0; left--) {
                int word = in.get();
                folders.add(
                        word == 0
                                ? new Folder.ById(new MailboxId(in.getLong()))
                                : new Folder.ByRole(Role.ofWord(text(in, word))));
            }
            var keywords = text(in, in.getInt());
            var key = octets(in, in.getInt());
            return new Line(account, key, octets(in, in.getInt()), hash, folders, keywords, receivedAt);
        }

        private static byte[] ascii(String text) {
            return text.getBytes(StandardCharsets.US_ASCII);
        }

        private static String text(ByteBuffer in, int length) {
            return new String(octets(in, length).toByteArray(), StandardCharsets.US_ASCII);
        }

        private static Octets octets(ByteBuffer in, int count) {
            if (count < 0 || count > in.remaining()) {
                throw new IllegalArgumentException("a note is cut");
            }
            var octets = new byte[count];
            in.get(octets);
            return Octets.of(octets);
        }
    }

    Octets written() {
        int size = 2 + Integer.BYTES + lines.stream().mapToInt(Line::size).sum();
        var out = ByteBuffer.allocate(size);
        out.put(VERSION).put((byte) (mustExist ? 1 : 0)).putInt(lines.size());
        lines.forEach(line -> line.putInto(out));
        return Octets.of(out.array());
    }

    /// @throws IllegalArgumentException for a version that is not known here, and for what is no note
    static Note read(Octets written) {
        try {
            return read(ByteBuffer.wrap(written.toByteArray()));
        } catch (BufferUnderflowException cut) {
            throw new IllegalArgumentException("a note is cut", cut);
        }
    }

    private static Note read(ByteBuffer in) {
        byte version = in.get();
        if (version != VERSION) {
            throw new IllegalArgumentException("a note of version " + version);
        }
        boolean mustExist = in.get() == 1;
        var lines = new ArrayList<Line>();
        for (int left = in.getInt(); left > 0; left--) {
            lines.add(Line.read(in));
        }
        return new Note(mustExist, lines);
    }
}
