/// Where the site can be reached, told to its users: the signed list, in its editions.
@NullMarked
package org.postern.server.endpoints;

import org.jspecify.annotations.NullMarked;
