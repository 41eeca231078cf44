package org.postern.server.jmap.core;

import java.util.Optional;

/// What a request may name in `using` (RFC 8620 §2).
public enum Capability {
    CORE("urn:ietf:params:jmap:core"),
    MAIL("urn:ietf:params:jmap:mail"),
    SUBMISSION("urn:ietf:params:jmap:submission"),
    /// RFC 8887 §3
    WEBSOCKET("urn:ietf:params:jmap:websocket"),
    /// docs/format/jmap-sealed.md
    SEALED("https://postern.org/jmap/sealed");

    private final String uri;

    Capability(String uri) {
        this.uri = uri;
    }

    public String uri() {
        return uri;
    }

    static Optional<Capability> named(String uri) {
        for (var capability : values()) {
            if (capability.uri.equals(uri)) {
                return Optional.of(capability);
            }
        }
        return Optional.empty();
    }
}
