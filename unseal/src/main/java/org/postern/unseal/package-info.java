/// Secret-key side: unlock, open, sign, recovery. Only in what users run.
@NullMarked
package org.postern.unseal;

import org.jspecify.annotations.NullMarked;
