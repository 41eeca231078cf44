/// Public-key side of OpenPGP: certificates, policy, sealing, verifying (RFC 9580).
@NullMarked
package org.postern.seal;

import org.jspecify.annotations.NullMarked;
