/// `postern mail`: the user's client in the terminal. Keys are opened here and nowhere else.
@NullMarked
package org.postern.cli.mail;

import org.jspecify.annotations.NullMarked;
