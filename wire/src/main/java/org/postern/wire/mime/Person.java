package org.postern.wire.mime;

/// Somebody in an address field.
///
/// @param name decoded, may be empty
/// @param email as written; may break the grammar, may be empty
public record Person(String name, String email) {}
