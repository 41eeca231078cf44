package org.postern.server.admin;

import java.util.List;

/// One command of the operator.
public interface Order {
    /// As typed: `domain add`.
    String words();

    /// What follows the words, for the usage line: `DOMAIN`.
    String arguments();

    Answer carryOut(List<String> arguments);
}
