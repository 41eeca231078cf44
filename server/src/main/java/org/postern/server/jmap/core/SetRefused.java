package org.postern.server.jmap.core;

/// One object of a `/set` is refused; thrown where it is read, caught where the answer is written.
/// Carries no stack: it is an answer to a client.
public final class SetRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient SetError error;

    public SetRefused(SetError error) {
        super(error.type(), null, false, false);
        this.error = error;
    }

    public SetError error() {
        return error;
    }
}
