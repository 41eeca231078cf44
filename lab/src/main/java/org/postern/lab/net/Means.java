package org.postern.lab.net;

import org.postern.reach.Technique;

/// What a censor's router can do to one address, each as a few rules that any Linux router takes.
public enum Means {
    /// Packets to the address vanish: the block of 2019.
    NULL_ROUTE(Technique.NULL_ROUTE),
    /// Packets from the address vanish.
    NULL_ROUTE_REPLIES(Technique.NULL_ROUTE),
    /// Both.
    NULL_ROUTE_BOTH(Technique.NULL_ROUTE),
    /// Only mail to the address vanishes.
    PORT_25(Technique.PORT_25_ONLY),
    /// Mail sessions are reset, on both sides, at EHLO.
    RESET(Technique.RESET),
    /// The offer of STARTTLS is taken out of the answer to EHLO.
    STARTTLS_STRIP(Technique.STARTTLS_STRIP),
    /// Sessions are held for ever from the TLS ClientHello on.
    TLS_DROP(Technique.TLS_FILTER),
    /// The same where the ClientHello asks for a name on the censor's list, at ports 25 and 443. A stock
    /// Postfix asks for none.
    SNI_DROP(Technique.TLS_FILTER),
    /// A few octets a second.
    THROTTLE(Technique.THROTTLE),
    /// Sessions are held for ever after some octets.
    BYTE_FREEZE(Technique.BYTE_FREEZE);

    private final Technique technique;

    Means(Technique technique) {
        this.technique = technique;
    }

    /// What a verdict should call it.
    public Technique technique() {
        return technique;
    }
}
