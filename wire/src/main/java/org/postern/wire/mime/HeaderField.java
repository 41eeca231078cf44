package org.postern.wire.mime;

import java.util.Locale;

/// One field of a header.
///
/// @param name as written
/// @param value unfolded and trimmed, raw octets read as UTF-8 or else as windows-1252; encoded words
///     are still encoded
public record HeaderField(String name, String value) {
    /// Whether it has that name, in any case.
    public boolean is(String other) {
        return name.toLowerCase(Locale.ROOT).equals(other.toLowerCase(Locale.ROOT));
    }
}
