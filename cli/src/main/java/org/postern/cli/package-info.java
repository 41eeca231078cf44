/// Operator's and user's commands; thin.
@NullMarked
package org.postern.cli;

import org.jspecify.annotations.NullMarked;
