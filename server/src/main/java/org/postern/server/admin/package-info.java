/// The operator's door: a socket in the data folder.
@NullMarked
package org.postern.server.admin;

import org.jspecify.annotations.NullMarked;
