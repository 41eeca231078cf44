package org.postern.reach;

import java.util.Locale;

/// Why a connection or look-up failed: OONI's closed list of words (df-007-errors), and only those.
public enum Failure {
    GENERIC_TIMEOUT_ERROR,
    CONNECTION_RESET,
    CONNECTION_REFUSED,
    CONNECTION_ABORTED,
    HOST_UNREACHABLE,
    NETWORK_UNREACHABLE,
    EOF_ERROR,
    DNS_NXDOMAIN_ERROR,
    DNS_SERVER_FAILURE,
    DNS_REFUSED_ERROR,
    DNS_NO_ANSWER,
    DNS_BOGON_ERROR,
    SSL_FAILED_HANDSHAKE,
    SSL_INVALID_HOSTNAME,
    SSL_INVALID_CERTIFICATE,
    SSL_UNKNOWN_AUTHORITY,
    INTERRUPTED,
    UNKNOWN_FAILURE;

    /// Whether somebody answered whose certificate was not believed.
    public boolean isDistrust() {
        return this == SSL_INVALID_HOSTNAME || this == SSL_INVALID_CERTIFICATE || this == SSL_UNKNOWN_AUTHORITY;
    }

    /// Whether a resolver answered, and said what is not so of the name.
    public boolean isLie() {
        return this == DNS_BOGON_ERROR || this == DNS_NXDOMAIN_ERROR;
    }

    /// As OONI writes it.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
