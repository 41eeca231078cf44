/// The signed list of the site's endpoints (docs/format/endpoints.md): written, read, verified.
@NullMarked
package org.postern.reach.endpoints;

import org.jspecify.annotations.NullMarked;
