package org.postern.lab.reachsim;

/// When senders try and give up: Postfix 3.7 and Exim 4.96 as measured with their defaults, Exchange as
/// documented.
enum Timers {
    POSTFIX(30, 5, 5),
    EXIM(134, 16, 4),
    EXCHANGE(30, 5, 2);

    private static final long DAY = 86_400;

    /// How long a connection that gets no answer is waited for.
    final long connectSeconds;

    /// Addresses that one attempt tries at most.
    final int addresses;

    final long givesUpSeconds;

    Timers(long connectSeconds, int addresses, long days) {
        this.connectSeconds = connectSeconds;
        this.addresses = addresses;
        givesUpSeconds = days * DAY;
    }

    /// @param age of the message
    /// @param tries made so far
    /// @param chance from 0 to 1, for the grain of queue runs
    long nextTryIn(long age, int tries, double chance) {
        return switch (this) {
            case POSTFIX -> Math.clamp(age, 300, 4000) + (long) (chance * 300); // the queue is read each 300 s
            case EXIM -> age < 7200 ? 900 : Math.min(6 * 3600, (long) (900 * Math.pow(1.5, (tries - 8.0)))) + 900;
            case EXCHANGE -> tries <= 4 ? 60 : tries <= 10 ? 300 : 900;
        };
    }
}
