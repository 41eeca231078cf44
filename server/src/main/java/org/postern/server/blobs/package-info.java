/// Sealed octets on disk.
@NullMarked
package org.postern.server.blobs;

import org.jspecify.annotations.NullMarked;
