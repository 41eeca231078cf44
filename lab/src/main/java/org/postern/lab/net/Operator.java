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

    /// Last octet of an address that nobody has.
    static final int NOBODY = 9;

    private static final int RESOLVER = 53;

    /// @param root address of the root server
    /// @param prefixes the first three octets of each of its /24s, among which its customers are spread
    public static Operator open(SmallInternet internet, int asn, String words, String root, String... prefixes) {
        var network = internet.network(asn, words, prefixes);
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

    /// A customer's host that is no mail server.
    ///
    /// @param last octet of its address, below [#FIRST_SENDER]
    Namespace customer(String name, int last) {
        return furnished(network.host(name, last));
    }

    private Namespace customer() {
        int number = senders.size();
        int last = FIRST_SENDER + number;
        return furnished(network.hostIn(number % network.prefixes().size(), "mta" + last, last));
    }

    private Namespace furnished(Namespace host) {
        host.replaceEtc("resolv.conf", List.of("nameserver " + resolver.address()));
        return host;
    }
}
