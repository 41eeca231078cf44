package org.postern.server.smtpout;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.server.net.Names;
import org.postern.wire.address.Domain;
import org.postern.wire.dns.Lookup;
import org.postern.wire.dns.MailExchanger;

/// Names as a test has written them down; all others do not exist.
public final class FixedNames implements Names {
    private final Map<Domain, Lookup<MailExchanger>> exchangers = new HashMap<>();
    private final Map<Domain, Lookup<InetAddress>> addresses = new HashMap<>();

    /// One more MX record.
    ///
    /// @param host `.` for a null MX
    public FixedNames mx(String domain, int preference, String host) {
        var all = new java.util.ArrayList<MailExchanger>();
        if (exchangers.get(new Domain(domain)) instanceof Lookup.Found<MailExchanger> found) {
            all.addAll(found.answers());
        }
        all.add(new MailExchanger(preference, host.equals(".") ? Optional.empty() : Optional.of(new Domain(host))));
        exchangers.put(new Domain(domain), new Lookup.Found<>(all));
        return this;
    }

    public FixedNames address(String host, String... literals) {
        addresses.put(
                new Domain(host),
                new Lookup.Found<>(
                        List.of(literals).stream().map(InetAddress::ofLiteral).toList()));
        exchangers.putIfAbsent(new Domain(host), new Lookup.NoRecords<>());
        return this;
    }

    public FixedNames failing(String domain) {
        exchangers.put(new Domain(domain), new Lookup.Failed<>());
        addresses.put(new Domain(domain), new Lookup.Failed<>());
        return this;
    }

    @Override
    public Lookup<MailExchanger> mailExchangers(Domain domain) {
        return exchangers.getOrDefault(domain, new Lookup.NoSuchName<>());
    }

    @Override
    public Lookup<InetAddress> addresses(Domain host) {
        return addresses.getOrDefault(host, new Lookup.NoSuchName<>());
    }

    @Override
    public Lookup<String> texts(Domain name) {
        return new Lookup.NoSuchName<>();
    }
}
