package org.postern.server.smtpout;

import org.postern.wire.address.Domain;

/// A conversation past its greetings.
///
/// @param host whom we asked for
record Session(Domain host, Conversation conversation, Extensions extensions) {}
