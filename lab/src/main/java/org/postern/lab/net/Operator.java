package org.postern.lab.net;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A network whose people write mail: its router, its resolver, and mail servers that belong to its customers.
///
/// @param senders fills as servers are started
public record Operator(Network network, Recursor resolver, List<MailSender> senders) implements AutoCloseable {
    /// Last octet of the address of its first customer's server; the next ones follow.
    static final int FIRST_SENDER = 100;

    private static final int RESOLVER = 53;

    /// @param prefix the first three octets of its /24
    /// @param root address of the root server
    public static Operator open(SmallInternet internet, int asn, String words, String prefix, String root) {
        var network = internet.network(asn, words, prefix);
        var resolver = Recursor.start(network.host("dns", RESOLVER), network.address(RESOLVER), root);
        return new Operator(network, resolver, new ArrayList<>());
    }

    /// A stock Postfix of one of its customers.
    ///
    /// @param timers lines of postconf(5) for timers that are not the stock ones
    public PostfixSender postfix(String domain, List<String> timers) {
        var made = PostfixSender.start(customer(), domain, timers);
        senders.add(made);
        return made;
    }

    /// A stock Exim of one of its customers.
    ///
    /// @param cache where Exim's program is kept unpacked
    public EximSender exim(String domain, Path cache, EximSender.Timers timers) {
        var made = EximSender.start(customer(), domain, cache, timers);
        senders.add(made);
        return made;
    }

    @Override
    public void close() {
        senders.forEach(MailSender::close);
        resolver.close();
    }

    private Namespace customer() {
        int last = FIRST_SENDER + senders.size();
        var host = network.host("mta" + last, last);
        host.replaceEtc("resolv.conf", List.of("nameserver " + resolver.address()));
        return host;
    }
}
