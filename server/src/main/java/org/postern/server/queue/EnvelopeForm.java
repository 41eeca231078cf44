package org.postern.server.queue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import org.postern.server.db.StoreBroken;
import org.postern.wire.address.Domain;
import org.postern.wire.address.MailAddress;

/// An envelope as octets, before it is sealed.
final class EnvelopeForm {
    private static final int VERSION = 1;
    private static final int LONGEST_REPLY = 1000;

    private EnvelopeForm() {}

    static byte[] write(Envelope envelope) {
        var octets = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(octets)) {
            out.writeByte(VERSION);
            out.writeBoolean(envelope.from().isPresent());
            if (envelope.from().isPresent()) {
                write(out, envelope.from().get());
            }
            out.writeInt(envelope.to().size());
            for (var recipient : envelope.to()) {
                write(out, recipient);
            }
        } catch (IOException memoryDoesNotFail) {
            throw new UncheckedIOException(memoryDoesNotFail);
        }
        return octets.toByteArray();
    }

    /// @throws StoreBroken when the octets are no envelope
    static Envelope read(byte[] octets) {
        try (var in = new DataInputStream(new ByteArrayInputStream(octets))) {
            if (in.readByte() != VERSION) {
                throw new StoreBroken("an envelope of another version");
            }
            var from = in.readBoolean() ? Optional.of(address(in)) : Optional.<MailAddress>empty();
            var to = new ArrayList<Envelope.Recipient>();
            for (int left = in.readInt(); left > 0; left--) {
                to.add(recipient(in));
            }
            return new Envelope(from, to);
        } catch (IOException | IllegalArgumentException broken) {
            throw new StoreBroken("an envelope is damaged", broken);
        }
    }

    private static void write(DataOutputStream out, Envelope.Recipient recipient) throws IOException {
        var notify = recipient.to().notifyOn();
        write(out, recipient.address());
        out.writeBoolean(notify.never());
        out.writeBoolean(notify.onSuccess());
        out.writeBoolean(notify.onFailure());
        out.writeBoolean(notify.onDelay());
        out.writeUTF(recipient.to().originalRecipient().orElse(""));
        out.writeUTF(recipient.state().name());
        out.writeInt(recipient.attempts());
        out.writeLong(recipient.nextTry().toEpochMilli());
        out.writeBoolean(recipient.warned());
        var reply = recipient.lastReply();
        out.writeUTF(reply.substring(0, Math.min(reply.length(), LONGEST_REPLY)));
    }

    private static Envelope.Recipient recipient(DataInputStream in) throws IOException {
        var address = address(in);
        var notify = new Submission.Notify(in.readBoolean(), in.readBoolean(), in.readBoolean(), in.readBoolean());
        var original = Optional.of(in.readUTF()).filter(text -> !text.isEmpty());
        return new Envelope.Recipient(
                new Submission.To(address, notify, original),
                Envelope.State.valueOf(in.readUTF()),
                in.readInt(),
                Instant.ofEpochMilli(in.readLong()),
                in.readBoolean(),
                in.readUTF());
    }

    private static void write(DataOutputStream out, MailAddress address) throws IOException {
        out.writeUTF(address.local());
        out.writeUTF(address.domain().name());
    }

    private static MailAddress address(DataInputStream in) throws IOException {
        return new MailAddress(in.readUTF(), new Domain(in.readUTF()));
    }
}
