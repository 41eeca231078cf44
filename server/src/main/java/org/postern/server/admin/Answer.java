package org.postern.server.admin;

import java.util.List;

/// What an operator's command came to.
public sealed interface Answer {
    /// Lines to print.
    record Done(List<String> lines) implements Answer {}

    /// What is wrong and what to do.
    record Refused(String text) implements Answer {}

    static Answer done(String... lines) {
        return new Done(List.of(lines));
    }
}
