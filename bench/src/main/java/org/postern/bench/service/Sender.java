package org.postern.bench.service;

import java.time.Duration;

/// A running mail service that delivers what it is given to one fixed host.
public interface Sender extends AutoCloseable {
    /// As tables call it.
    String name();

    /// Hands over so many messages in bulk by the service's own means of submission; returns when it has
    /// taken responsibility for all.
    void submit(int messages);

    /// Tries everything that waits, now.
    void flush();

    /// What its own processes used so far, in user and system time.
    Duration cpu();

    @Override
    void close();
}
