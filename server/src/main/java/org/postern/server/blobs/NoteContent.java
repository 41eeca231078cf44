package org.postern.server.blobs;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.postern.wire.Octets;

/// The content of a note record, big-endian: how many bodies (4 octets), generation, offset and size of
/// each (8 octets each), and what the index is to be told, in the words of whoever keeps the index.
record NoteContent(List<BlobRef> bodies, Octets note) {
    private static final int REF = 3 * Long.BYTES;

    static long sizeOf(int bodies, Octets note) {
        return Integer.BYTES + (long) bodies * REF + note.size();
    }

    Octets octets() {
        var head = ByteBuffer.allocate(Integer.BYTES + bodies.size() * REF).putInt(bodies.size());
        for (var body : bodies) {
            var place = Place.parse(body.place()).orElseThrow();
            head.putLong(place.generation()).putLong(place.offset()).putLong(body.size());
        }
        return Octets.join(Octets.of(head.array()), note);
    }

    /// Without bodies, and the whole content as the note, when it is not what [#octets] writes.
    static NoteContent of(byte[] content) {
        try {
            return read(content);
        } catch (BufferUnderflowException cut) {
            return new NoteContent(List.of(), Octets.of(content));
        }
    }

    private static NoteContent read(byte[] content) {
        var buffer = ByteBuffer.wrap(content);
        int count = buffer.getInt();
        var bodies = new ArrayList<BlobRef>();
        for (int i = 0; i < count; i++) {
            var place = new Place(buffer.getLong(), buffer.getLong());
            bodies.add(new BlobRef(place.written(), buffer.getLong()));
        }
        var note = new byte[buffer.remaining()];
        buffer.get(note);
        return new NoteContent(bodies, Octets.of(note));
    }
}
