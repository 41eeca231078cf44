package org.postern.server.settings;

/// A number of octets, written `50MB`, `64KiB` or plain.
public record Size(long bytes) {}
