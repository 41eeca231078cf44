package org.postern.server.queue;

import java.time.Instant;

/// What an operator may see of a job that does not go out by itself.
///
/// @param unreadable its envelope could not be opened; otherwise it is held since a restore, because it
///     may have been delivered after the backup was made
public record HeldNote(long id, Instant made, boolean unreadable) {}
