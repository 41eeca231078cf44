package org.postern.wire.dns.authority;

/// From when until when a signature holds (RFC 4034 §3.1.5), in seconds since 1970.
public record Validity(long from, long until) {}
