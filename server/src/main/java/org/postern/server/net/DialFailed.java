package org.postern.server.net;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.util.Locale;
import org.postern.reach.Failure;

/// A connection did not come to be, its TLS did not, or it ended before its time.
public final class DialFailed extends Exception {
    private static final long serialVersionUID = 1L;

    private final Word word;

    /// Why, as a closed list in the manner of OONI's failure strings, since detection counts them.
    public enum Word {
        CONNECTION_REFUSED,
        CONNECTION_RESET,
        GENERIC_TIMEOUT_ERROR,
        HOST_UNREACHABLE,
        NETWORK_UNREACHABLE,
        EOF_ERROR,
        SSL_FAILED_HANDSHAKE,
        DNS_TEMPORARY_FAILURE,
        DNS_NO_ANSWER,
        DESTINATION_FORBIDDEN,
        /// The peer does not speak SMTP.
        PROTOCOL_ERROR,
        UNKNOWN_FAILURE
    }

    public DialFailed(Word word, Throwable cause) {
        super(word.name(), cause);
        this.word = word;
    }

    public DialFailed(Word word) {
        super(word.name());
        this.word = word;
    }

    /// The JDK tells errno apart only by text.
    public static DialFailed of(IOException failed) {
        return new DialFailed(wordFor(failed), failed);
    }

    private static Word wordFor(IOException failed) {
        var text = String.valueOf(failed.getMessage()).toLowerCase(Locale.ROOT);
        // only we close a socket that is in use, and only when its time is over
        boolean closedByUs = text.contains("socket closed");
        if (failed instanceof SocketTimeoutException || closedByUs || text.contains("timed out")) {
            return Word.GENERIC_TIMEOUT_ERROR;
        }
        if (failed instanceof NoRouteToHostException || text.contains("no route to host")) {
            return Word.HOST_UNREACHABLE;
        }
        if (failed instanceof EOFException) {
            return Word.EOF_ERROR;
        }
        if (text.contains("network is unreachable")) {
            return Word.NETWORK_UNREACHABLE;
        }
        if (text.contains("reset") || text.contains("broken pipe")) {
            return Word.CONNECTION_RESET;
        }
        boolean refused = failed instanceof ConnectException || text.contains("refused");
        return refused ? Word.CONNECTION_REFUSED : Word.UNKNOWN_FAILURE;
    }

    public Word word() {
        return word;
    }

    /// In the words that reach counts by.
    public Failure failure() {
        return switch (word) {
            case CONNECTION_REFUSED -> Failure.CONNECTION_REFUSED;
            case CONNECTION_RESET -> Failure.CONNECTION_RESET;
            case GENERIC_TIMEOUT_ERROR -> Failure.GENERIC_TIMEOUT_ERROR;
            case HOST_UNREACHABLE -> Failure.HOST_UNREACHABLE;
            case NETWORK_UNREACHABLE -> Failure.NETWORK_UNREACHABLE;
            case EOF_ERROR -> Failure.EOF_ERROR;
            case SSL_FAILED_HANDSHAKE -> Failure.SSL_FAILED_HANDSHAKE;
            case DNS_TEMPORARY_FAILURE -> Failure.DNS_SERVER_FAILURE;
            case DNS_NO_ANSWER -> Failure.DNS_NO_ANSWER;
            case DESTINATION_FORBIDDEN, PROTOCOL_ERROR, UNKNOWN_FAILURE -> Failure.UNKNOWN_FAILURE;
        };
    }

    /// Whether packets did not pass, so that another way may fare better. A refusal, of the connection or in
    /// words, is the other side's own and is never gone round.
    public boolean isOfNetwork() {
        return switch (word) {
            case CONNECTION_RESET, GENERIC_TIMEOUT_ERROR, HOST_UNREACHABLE, NETWORK_UNREACHABLE -> true;
            case CONNECTION_REFUSED,
                    EOF_ERROR,
                    SSL_FAILED_HANDSHAKE,
                    DNS_TEMPORARY_FAILURE,
                    DNS_NO_ANSWER,
                    DESTINATION_FORBIDDEN,
                    PROTOCOL_ERROR,
                    UNKNOWN_FAILURE -> false;
        };
    }
}
