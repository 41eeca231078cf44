package org.postern.cli.mail;

/// The client cannot go on, and the message says why and what to do. The command prints it and ends
/// with status 1.
public class ClientStopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ClientStopped(String message) {
        super(message);
    }

    ClientStopped(String message, Throwable cause) {
        super(message, cause);
    }
}
