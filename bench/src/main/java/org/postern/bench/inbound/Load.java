package org.postern.bench.inbound;

import java.util.ArrayList;
import java.util.List;

/// What is sent in one measurement.
///
/// @param sessions at the same time
/// @param startTls whether each connection is encrypted
/// @param kept whether a connection carries many messages, or one
record Load(int bytes, int sessions, boolean startTls, boolean kept) {
    /// The load that every service is warmed up with.
    static final Load WARM_UP = new Load(10_240, 10, false, true);

    /// As tables call it.
    String text() {
        return "%d KB, %d session%s, %s, %s"
                .formatted(
                        bytes / 1024,
                        sessions,
                        sessions == 1 ? "" : "s",
                        startTls ? "STARTTLS" : "plain",
                        kept ? "kept connections" : "a connection each");
    }

    /// Every combination.
    static List<Load> matrix(List<Integer> bytes, List<Integer> sessions, List<Boolean> startTls, List<Boolean> kept) {
        var loads = new ArrayList<Load>();
        for (int size : bytes) {
            for (int many : sessions) {
                for (boolean tls : startTls) {
                    for (boolean keep : kept) {
                        loads.add(new Load(size, many, tls, keep));
                    }
                }
            }
        }
        return loads;
    }
}
