package org.postern.server.reachctl;

import java.io.IOException;
import java.net.URI;

/// Posts JSON.
@FunctionalInterface
public interface Poster {
    /// @return the status of the answer
    /// @throws IOException when there was none
    int post(URI to, byte[] json) throws IOException;
}
