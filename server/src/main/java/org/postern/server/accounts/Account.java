package org.postern.server.accounts;

import java.time.Instant;
import org.postern.wire.address.MailAddress;

/// What an operator may see of an account.
///
/// @param quotaBytes of stored, padded octets; the keeper refuses beyond
public record Account(AccountId id, MailAddress address, boolean suspended, long quotaBytes, Instant made) {}
