/// `postern probe`: what volunteers run.
@NullMarked
package org.postern.cli.probe;

import org.jspecify.annotations.NullMarked;
