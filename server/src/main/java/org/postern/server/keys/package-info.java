/// The directory of certificates.
@NullMarked
package org.postern.server.keys;

import org.jspecify.annotations.NullMarked;
