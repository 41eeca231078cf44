/// SRP-6a (RFC 5054, RFC 2945), the mathematics of both sides as pure functions.
@NullMarked
package org.postern.wire.srp;

import org.jspecify.annotations.NullMarked;
