/// A rehearsal of the server, from which its start-up cache learns.
@NullMarked
package org.postern.cli.rehearsal;

import org.jspecify.annotations.NullMarked;
