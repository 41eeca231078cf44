package org.postern.server.http;

import org.postern.server.accounts.AccountId;

/// Who makes a request, once the gate has let it in.
///
/// @param session an id of ours, for the log and for limits
public record Caller(AccountId account, long session) {}
