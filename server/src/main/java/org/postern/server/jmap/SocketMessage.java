package org.postern.server.jmap;

import java.time.Duration;
import org.postern.server.jmap.core.RequestRefused;
import org.postern.server.jmap.push.Socket;
import org.postern.server.time.Clock;

/// A request that comes over a WebSocket, piece by piece, within the bounds of one that comes by POST.
final class SocketMessage implements Socket.Message {
    private static final int CHARACTERS_AT_ONCE = 64 * 1024;

    private final RequestMemory.Part memory;
    private final long mostCharacters;
    private final Duration time;
    private final Clock clock;
    private StringBuilder text = new StringBuilder();
    private long beganNanos;

    /// @param memory closed with each message, and grown again for the next
    SocketMessage(RequestMemory.Part memory, long mostCharacters, Duration time, Clock clock) {
        this.memory = memory;
        this.mostCharacters = mostCharacters;
        this.time = time;
        this.clock = clock;
    }

    @Override
    public Socket.Progress add(String piece) {
        if (text.isEmpty()) {
            beganNanos = clock.nanos();
        }
        if (text.length() + (long) piece.length() > mostCharacters) {
            return Socket.Progress.TOO_LARGE;
        }
        if (clock.nanos() - beganNanos > time.toNanos()) {
            return Socket.Progress.TOO_LATE;
        }
        try {
            memory.growTo(Math.ceilDiv(text.length() + piece.length(), CHARACTERS_AT_ONCE) * (long) CHARACTERS_AT_ONCE);
        } catch (RequestRefused full) {
            return Socket.Progress.NO_ROOM;
        }
        text.append(piece);
        return Socket.Progress.GOES_ON;
    }

    @Override
    public String text() {
        return text.toString();
    }

    @Override
    public void clear() {
        text = new StringBuilder();
        memory.close();
    }
}
