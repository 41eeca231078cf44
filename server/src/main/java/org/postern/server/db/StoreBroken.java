package org.postern.server.db;

/// The disk or the database failed: the work was not done, and nothing of it is kept. Caught at each
/// door, where it becomes a protocol answer (451, 503).
public class StoreBroken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreBroken(String message, Throwable cause) {
        super(message, cause);
    }

    public StoreBroken(String message) {
        super(message);
    }
}
