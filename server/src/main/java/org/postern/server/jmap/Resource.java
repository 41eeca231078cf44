package org.postern.server.jmap;

import java.io.IOException;

/// One address under `/jmap`. It completes the visit's callback, now or later.
@FunctionalInterface
interface Resource {
    void answer(Visit visit) throws IOException;
}
