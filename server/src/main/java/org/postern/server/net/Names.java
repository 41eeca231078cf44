package org.postern.server.net;

import java.net.InetAddress;
import org.postern.wire.address.Domain;
import org.postern.wire.dns.Lookup;
import org.postern.wire.dns.MailExchanger;

/// Looks names up. Blocks; made for virtual threads.
public interface Names {
    /// MX records, in no order that means anything.
    Lookup<MailExchanger> mailExchangers(Domain domain);

    /// Addresses of both families, IPv6 first. Found when either family has one; failed when neither
    /// has and one could not be asked for.
    Lookup<InetAddress> addresses(Domain host);

    /// TXT records, the strings of each joined.
    Lookup<String> texts(Domain name);
}
