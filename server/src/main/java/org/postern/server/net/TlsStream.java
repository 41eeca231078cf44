package org.postern.server.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/// TLS over a blocking stream, on the side that the engine takes. Sockets of the engines' own makers hold four buffers
/// of a whole record each for as long as they are open; this holds a kilobyte while nothing comes, and
/// borrows the rest.
///
/// One thread reads; any may write.
final class TlsStream {
    private static final int SMALL = 1024;
    private static final int RECORD_HEADER = 5;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SSLEngine engine;
    private final Raw raw;
    private final ReentrantLock writing = new ReentrantLock();

    /// Ciphertext that has come and is not opened yet, in `[from, to)`.
    private byte[] arrived = new byte[SMALL];
    private int from;
    private int to;

    /// What was opened and not read yet; borrowed, when there is any.
    private Optional<ByteBuffer> opened = Optional.empty();

    /// The stream below.
    interface Raw {
        /// As [Connection#read].
        int read(byte[] into, int offset, int length, long untilNanos) throws IOException;

        void write(byte[] octets, int offset, int length) throws IOException;
    }

    TlsStream(SSLEngine engine, Raw raw) {
        this.engine = engine;
        this.raw = raw;
    }

    /// Takes the handshake to its end.
    ///
    /// @throws java.net.SocketTimeoutException at the moment named
    void handshake(long untilNanos) throws IOException {
        engine.beginHandshake();
        while (true) {
            switch (engine.getHandshakeStatus()) {
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    if (!openRecord(untilNanos)) {
                        throw new SSLException("the peer closed within the handshake");
                    }
                }
                case NEED_WRAP -> writeOwnRecords();
                case NEED_TASK -> runTasks();
                case FINISHED, NOT_HANDSHAKING -> {
                    return;
                }
            }
        }
    }

    /// Protocol version and cipher suite.
    String description() {
        var session = engine.getSession();
        return session.getProtocol() + " " + session.getCipherSuite();
    }

    /// As [Connection#read].
    int read(byte[] into, int offset, int length, long untilNanos) throws IOException {
        while (opened.isEmpty()) {
            if (!openRecord(untilNanos)) {
                return -1;
            }
            afterRecord();
        }
        var plain = opened.get();
        int taken = Math.min(length, plain.remaining());
        plain.get(into, offset, taken);
        if (!plain.hasRemaining()) {
            opened = Optional.empty();
            TlsBuffers.giveBack(plain);
        }
        return taken;
    }

    /// Octets that can be read without waiting.
    int available() {
        return opened.map(ByteBuffer::remaining).orElse(0);
    }

    void write(byte[] octets, int offset, int length) throws IOException {
        writing.lock();
        try {
            var plain = ByteBuffer.wrap(octets, offset, length);
            while (plain.hasRemaining()) {
                wrap(plain);
            }
        } finally {
            writing.unlock();
        }
    }

    /// Says that nothing more is written.
    void closeOutbound() throws IOException {
        engine.closeOutbound();
        writeOwnRecords();
    }

    /// Says so and lets the engine go, whose memory is not the collector's. What is borrowed stays with
    /// this stream: who closes is not always who reads, and no buffer may be lent to two.
    void close() {
        try {
            closeOutbound();
        } catch (IOException gone) {
            // Nobody is there to be told.
        }
        try {
            engine.closeInbound();
        } catch (SSLException cutOff) {
            // The peer said no farewell; mail has its own end of data, so nothing is cut short unseen.
        }
    }

    /// Waits for a whole record and opens it.
    ///
    /// @return false when the peer has closed
    private boolean openRecord(long untilNanos) throws IOException {
        while (!holdsRecord()) {
            makeRoom();
            int read = raw.read(arrived, to, arrived.length - to, untilNanos);
            if (read < 0) {
                return false;
            }
            to += read;
        }
        return unwrap();
    }

    private boolean holdsRecord() {
        return to - from >= RECORD_HEADER && to - from >= recordSize();
    }

    /// RFC 8446 §5.1: type, version, length. What is no record at all the engine refuses.
    private int recordSize() {
        int length = (arrived[from + 3] & 0xff) << 8 | (arrived[from + 4] & 0xff);
        return Math.min(RECORD_HEADER + length, TlsBuffers.SIZE);
    }

    private void makeRoom() {
        if (from == to) {
            from = 0;
            to = 0;
            if (arrived.length > SMALL) {
                arrived = new byte[SMALL];
            }
        } else if (to == arrived.length) {
            arrived = Arrays.copyOfRange(arrived, from, from + TlsBuffers.SIZE);
            to -= from;
            from = 0;
        }
    }

    private boolean unwrap() throws IOException {
        var sealed = TlsBuffers.borrow();
        var plain = TlsBuffers.borrow();
        boolean kept = false;
        try {
            int size = recordSize();
            sealed.put(arrived, from, size).flip();
            var result = engine.unwrap(sealed, plain);
            if (result.getStatus() == Status.BUFFER_UNDERFLOW || result.getStatus() == Status.BUFFER_OVERFLOW) {
                throw new SSLException("a record of a wrong size");
            }
            from += result.bytesConsumed();
            if (plain.flip().hasRemaining()) {
                opened = Optional.of(plain);
                kept = true;
            }
            return result.getStatus() != Status.CLOSED;
        } catch (SSLException refused) {
            sayWhy();
            throw refused;
        } finally {
            TlsBuffers.giveBack(sealed);
            if (!kept) {
                TlsBuffers.giveBack(plain);
            }
        }
    }

    /// The alert that tells the peer what was wrong with the handshake.
    private void sayWhy() {
        try {
            writeOwnRecords();
        } catch (IOException gone) {
            // It need not hear it.
        }
    }

    /// What a record may ask for after the handshake: an answer to a key update, tasks of a renegotiation.
    private void afterRecord() throws IOException {
        if (engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
            runTasks();
        }
        if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            writeOwnRecords();
        }
    }

    private void runTasks() {
        for (var task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    private void writeOwnRecords() throws IOException {
        writing.lock();
        try {
            int written;
            do {
                written = wrap(NOTHING.duplicate());
            } while (written > 0 && engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP);
        } finally {
            writing.unlock();
        }
    }

    /// @return octets that went out
    private int wrap(ByteBuffer plain) throws IOException {
        var sealed = TlsBuffers.borrow();
        try {
            var result = engine.wrap(plain, sealed);
            var octets = new byte[sealed.flip().remaining()];
            sealed.get(octets);
            if (octets.length > 0) {
                raw.write(octets, 0, octets.length);
            } else if (plain.hasRemaining()) {
                throw new SSLException("TLS writes no more: " + result.getStatus());
            }
            return octets.length;
        } finally {
            TlsBuffers.giveBack(sealed);
        }
    }
}
