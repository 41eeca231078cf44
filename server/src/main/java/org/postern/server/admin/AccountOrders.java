package org.postern.server.admin;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.postern.server.accounts.Account;
import org.postern.server.accounts.AccountRegister;
import org.postern.server.accounts.Invitations;
import org.postern.server.mailstore.Mailstore;
import org.postern.wire.address.MailAddress;

/// `postern account …`. An operator invites; keys and password are made by the person, in the page or by
/// `postern mail signup`.
public final class AccountOrders {
    private static final long MEGABYTE = 1_000_000;

    private final AccountRegister register;
    private final Invitations invitations;
    private final Mailstore mailstore;

    public AccountOrders(AccountRegister register, Invitations invitations, Mailstore mailstore) {
        this.register = register;
        this.invitations = invitations;
        this.mailstore = mailstore;
    }

    public List<Order> all() {
        return List.of(
                new Order("account add", "[ADDRESS]", this::invite),
                new Order("account list", "", words -> list()),
                new Order("account suspend", "ADDRESS", words -> on(words, this::suspend)),
                new Order("account resume", "ADDRESS", words -> on(words, this::resume)),
                new Order("account delete", "ADDRESS", words -> on(words, this::delete)));
    }

    private Answer invite(List<String> words) {
        var address = words.isEmpty() ? Optional.<MailAddress>empty() : MailAddress.parse(words.getFirst());
        if (!words.isEmpty() && address.isEmpty()) {
            return new Answer.Refused("'" + words.getFirst() + "' is not an address");
        }
        if (address.filter(wanted -> !register.isLocal(wanted.domain())).isPresent()) {
            return new Answer.Refused(address.get().domain() + " is not here; 'postern domain add' adds it first");
        }
        return Answer.done(
                invitations.make(address.map(MailAddress::canonical)),
                "Give this code to the person: the page asks for it at sign-up, and keys and password are made there.",
                "In a terminal: postern mail … signup --invite CODE");
    }

    private Answer list() {
        return new Answer.Done(register.all().stream().map(this::line).toList());
    }

    private String line(Account account) {
        var used = mailstore.usage(account.id()).usedBytes();
        return "%-6s %-40s %8.1f of %.0f MB%s"
                .formatted(
                        account.id(),
                        account.address(),
                        (double) used / MEGABYTE,
                        (double) account.quotaBytes() / MEGABYTE,
                        account.suspended() ? "  suspended" : "");
    }

    private Answer suspend(Account account) {
        register.suspend(account.id());
        return Answer.done(account.address() + " is suspended: no login, and mail for it is deferred.");
    }

    private Answer resume(Account account) {
        register.resume(account.id());
        return Answer.done(account.address() + " is back.");
    }

    private Answer delete(Account account) {
        register.delete(account.id());
        return Answer.done(account.address() + " and its mail are gone.");
    }

    private Answer on(List<String> words, Function<Account, Answer> work) {
        return MailAddress.parse(words.getFirst())
                .flatMap(address -> register.account(address.canonical()))
                .map(work)
                .orElseGet(() -> new Answer.Refused("there is no account '" + words.getFirst() + "'"));
    }
}
