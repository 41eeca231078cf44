package org.postern.wire.mime;

/// One of our own verdicts on where a message came from (RFC 8601 §2.7).
///
/// @param method `spf`, `dkim`, `dmarc`
/// @param result `pass`, `fail`, `none` and so on
/// @param domain that the verdict is about, or empty
public record AuthenticationResult(String method, String result, String domain) {}
