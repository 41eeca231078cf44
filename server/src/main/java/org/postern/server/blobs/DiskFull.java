package org.postern.server.blobs;

import java.io.IOException;

/// There is no room for a segment. Told to the operator once, by whoever found it; then every batch of mail
/// gets it without another try, until the next second.
final class DiskFull extends IOException {
    private static final long serialVersionUID = 1;

    DiskFull(String what, Throwable cause) {
        super(what, cause);
    }
}
