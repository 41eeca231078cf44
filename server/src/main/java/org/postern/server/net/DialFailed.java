package org.postern.server.net;

/// A connection did not come to be, or its TLS did not.
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

    public Word word() {
        return word;
    }
}
