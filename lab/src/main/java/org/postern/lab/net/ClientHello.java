package org.postern.lab.net;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The first message of a TLS client (RFC 8446 §4.1.2), of which a box between reads the name alone.
///
/// @param serverName the host that is asked for (RFC 6066 §3); empty where none is or this is no such message
record ClientHello(Optional<String> serverName) {
    /// RFC 8446 §5.1
    static final int HANDSHAKE = 22;

    private static final int RECORD_HEADER = 5;
    private static final int MESSAGE_HEADER = 4;
    private static final int CLIENT_HELLO = 1;
    private static final int VERSION_AND_RANDOM = 34;
    private static final int SERVER_NAME = 0;
    private static final int HOST_NAME = 0;

    /// More than any client says at first.
    private static final int MOST_OCTETS = 1 << 16;

    /// @param octets that the client sent so far, from its first TLS record on
    /// @return empty while more must come
    static Optional<ClientHello> read(byte[] octets) {
        try {
            return message(ByteBuffer.wrap(octets)).map(hello -> new ClientHello(serverName(hello)));
        } catch (BufferUnderflowException | IllegalArgumentException garbled) {
            return Optional.of(new ClientHello(Optional.empty()));
        }
    }

    /// A message may be cut into records anywhere.
    private static Optional<ByteBuffer> message(ByteBuffer records) {
        var whole = new ByteArrayOutputStream();
        while (records.remaining() >= RECORD_HEADER) {
            if (records.get() != HANDSHAKE) {
                throw new IllegalArgumentException("no handshake");
            }
            records.getShort(); // the version, which says nothing any more
            int length = Short.toUnsignedInt(records.getShort());
            var part = new byte[Math.min(length, records.remaining())];
            records.get(part);
            whole.writeBytes(part);
            var body = body(ByteBuffer.wrap(whole.toByteArray()));
            if (body.isPresent()) {
                return body;
            }
        }
        return Optional.empty();
    }

    private static Optional<ByteBuffer> body(ByteBuffer message) {
        if (message.remaining() < MESSAGE_HEADER) {
            return Optional.empty();
        }
        int typeAndLength = message.getInt();
        int length = typeAndLength & 0xffffff;
        if (typeAndLength >>> 24 != CLIENT_HELLO || length > MOST_OCTETS) {
            throw new IllegalArgumentException("no ClientHello");
        }
        return message.remaining() < length ? Optional.empty() : Optional.of(message.slice(MESSAGE_HEADER, length));
    }

    private static Optional<String> serverName(ByteBuffer hello) {
        cut(hello, VERSION_AND_RANDOM);
        cut(hello, Byte.toUnsignedInt(hello.get())); // session
        cut(hello, Short.toUnsignedInt(hello.getShort())); // cipher suites
        cut(hello, Byte.toUnsignedInt(hello.get())); // compression
        if (!hello.hasRemaining()) {
            return Optional.empty(); // before TLS 1.3 there need be no extensions
        }
        var extensions = cut(hello, Short.toUnsignedInt(hello.getShort()));
        while (extensions.hasRemaining()) {
            int type = Short.toUnsignedInt(extensions.getShort());
            var extension = cut(extensions, Short.toUnsignedInt(extensions.getShort()));
            if (type == SERVER_NAME) {
                return hostName(extension);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> hostName(ByteBuffer extension) {
        var names = cut(extension, Short.toUnsignedInt(extension.getShort()));
        while (names.hasRemaining()) {
            int type = names.get();
            var name = cut(names, Short.toUnsignedInt(names.getShort()));
            if (type == HOST_NAME) {
                return Optional.of(StandardCharsets.US_ASCII.decode(name).toString());
            }
        }
        return Optional.empty();
    }

    /// The next octets, which are then behind.
    private static ByteBuffer cut(ByteBuffer from, int length) {
        if (length > from.remaining()) {
            throw new BufferUnderflowException();
        }
        var part = from.slice(from.position(), length);
        from.position(from.position() + length);
        return part;
    }
}
