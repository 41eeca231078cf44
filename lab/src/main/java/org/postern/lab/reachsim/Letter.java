package org.postern.lab.reachsim;

/// One message on its way.
final class Letter {
    final Mailer mailer;
    final long offered;
    int tries;

    Letter(Mailer mailer, long offered) {
        this.mailer = mailer;
        this.offered = offered;
    }
}
