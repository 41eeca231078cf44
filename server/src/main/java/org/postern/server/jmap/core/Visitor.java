package org.postern.server.jmap.core;

import java.util.function.BooleanSupplier;
import org.postern.server.accounts.Account;

/// Whom the gate let in, and whether it would again. What stays open (a socket, an event stream) asks
/// before everything that it tells: a session that was revoked, or whose account was suspended, gets
/// nothing more (THREAT T-28).
///
/// @param stands reads the store; false too when the store does not answer
public record Visitor(Account account, BooleanSupplier stands) {}
