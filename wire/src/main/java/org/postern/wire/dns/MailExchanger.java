package org.postern.wire.dns;

import java.util.Optional;
import org.postern.wire.address.Domain;

/// One MX record (RFC 5321 §5.1).
///
/// @param preference the lower, the sooner
/// @param host empty for the root: the "null MX" of a domain that takes no mail (RFC 7505 §3)
public record MailExchanger(int preference, Optional<Domain> host) {}
