package org.postern.seal;

import org.postern.wire.Octets;

/// The three packets of a stored message (docs/format/stored-message.md). Each is one complete OpenPGP
/// packet; `key || summary` and `key || body` are each one OpenPGP message.
///
/// @param key PKESK v6
/// @param summary SEIPDv2, about half a kilobyte to 24 KiB
/// @param body SEIPDv2, the original octets inside
public record SealedMessage(Octets key, Octets summary, Octets body) {}
