/// What a message says about itself: header fields, summary, outline (RFC 5322, RFC 2045).
@NullMarked
package org.postern.wire.mime;

import org.jspecify.annotations.NullMarked;
