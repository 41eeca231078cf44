package org.postern.wire.mime;

/// A part of a message that is not its text.
///
/// @param name decoded, may be empty
/// @param type media type in lower case
/// @param sizeBytes decoded
public record Attachment(String name, String type, long sizeBytes) {}
