package org.postern.cli.mail;

/// The site cannot be reached, or hung up: nothing is known of what was being done.
public final class NoRoute extends ClientStopped {
    private static final long serialVersionUID = 1L;

    NoRoute(String message) {
        super(message);
    }

    NoRoute(String message, Throwable cause) {
        super(message, cause);
    }
}
