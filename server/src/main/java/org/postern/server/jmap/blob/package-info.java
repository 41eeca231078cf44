/// Blob ids, uploads in memory and the forms in which stored mail is downloaded.
@NullMarked
package org.postern.server.jmap.blob;

import org.jspecify.annotations.NullMarked;
