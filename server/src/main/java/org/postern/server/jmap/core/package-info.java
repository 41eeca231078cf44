/// The machine of RFC 8620: requests, back-references, dispatch, errors and the standard shapes of methods.
@NullMarked
package org.postern.server.jmap.core;

import org.jspecify.annotations.NullMarked;
