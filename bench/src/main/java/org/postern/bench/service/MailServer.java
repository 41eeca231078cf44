package org.postern.bench.service;

import java.time.Duration;
import java.util.List;

/// A running mail service that takes mail by SMTP on loopback.
public interface MailServer extends AutoCloseable {
    /// As tables call it.
    String name();

    int port();

    /// The addresses that it keeps mail for, one mailbox each.
    List<String> mailboxes();

    /// How many messages are in those mailboxes.
    long kept();

    /// What its own processes used so far, in user and system time.
    Duration cpu();

    /// Whether it speaks STARTTLS.
    default boolean offersTls() {
        return true;
    }

    @Override
    void close();
}
