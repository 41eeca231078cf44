package org.postern.server.admin;

import java.util.List;
import java.util.function.Function;
import org.postern.server.accounts.AccountRegister;
import org.postern.server.notary.DkimKeys;
import org.postern.server.notary.DnsRecords;
import org.postern.wire.address.Domain;

/// `postern domain …`
public final class DomainOrders {
    private final AccountRegister register;
    private final DkimKeys keys;
    private final List<Domain> mailHosts;

    /// @param mailHosts the names that MX records point to, the best first
    public DomainOrders(AccountRegister register, DkimKeys keys, List<Domain> mailHosts) {
        this.register = register;
        this.keys = keys;
        this.mailHosts = List.copyOf(mailHosts);
    }

    public List<Order> all() {
        return List.of(
                new Order("domain add", "DOMAIN", words -> on(words, this::add)),
                new Order("domain list", "", words -> list()),
                new Order("domain dns", "DOMAIN", words -> on(words, this::records)),
                new Order("domain remove", "DOMAIN", words -> on(words, this::remove)));
    }

    private Answer add(Domain domain) {
        if (!register.addDomain(domain)) {
            return new Answer.Refused(domain + " is here already");
        }
        keys.ensure(domain);
        return Answer.done(
                "Mail for " + domain + " is taken from now on.",
                "Publish what 'postern domain dns " + domain + "' prints.");
    }

    private Answer list() {
        return new Answer.Done(register.domains().stream().map(Domain::name).toList());
    }

    private Answer records(Domain domain) {
        if (!register.isLocal(domain)) {
            return new Answer.Refused(domain + " is not here; 'postern domain add " + domain + "' adds it");
        }
        keys.ensure(domain);
        return new Answer.Done(new DnsRecords(keys)
                .of(domain, mailHosts).stream()
                        .flatMap(record -> List.of("; " + record.why(), record.zoneLine()).stream())
                        .toList());
    }

    private Answer remove(Domain domain) {
        if (!register.isLocal(domain)) {
            return new Answer.Refused(domain + " is not here");
        }
        return register.removeDomain(domain)
                ? Answer.done("Mail for " + domain + " is refused from now on.")
                : new Answer.Refused(domain + " has accounts; delete them first");
    }

    private static Answer on(List<String> words, Function<Domain, Answer> work) {
        return Domain.parse(words.getFirst())
                .map(work)
                .orElseGet(() -> new Answer.Refused("'" + words.getFirst() + "' is not a domain name"));
    }
}
