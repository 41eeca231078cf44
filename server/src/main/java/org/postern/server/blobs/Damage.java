package org.postern.server.blobs;

import org.postern.server.db.StoreBroken;

/// A record is not as it was written, or not there.
final class Damage extends StoreBroken {
    private static final long serialVersionUID = 1;

    Damage(String what) {
        super(what);
    }
}
