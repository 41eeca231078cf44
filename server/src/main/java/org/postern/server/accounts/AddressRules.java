package org.postern.server.accounts;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.postern.wire.address.MailAddress;

/// Which addresses people may take for themselves. Pure.
final class AddressRules {
    /// Names that others take for the voice of the domain (RFC 2142, and what CAs and mail software use).
    private static final Set<String> RESERVED = Set.of(
            "postmaster",
            "abuse",
            "root",
            "admin",
            "administrator",
            "hostmaster",
            "webmaster",
            "noc",
            "security",
            "mailer-daemon",
            "mailerdaemon",
            "no-reply",
            "noreply",
            "nobody",
            "daemon",
            "system",
            "support",
            "help",
            "info",
            "billing",
            "sales",
            "marketing",
            "usenet",
            "news",
            "uucp",
            "ftp",
            "www",
            "ssladmin",
            "ssladministrator",
            "sslwebmaster",
            "sysadmin",
            "operator",
            "postern",
            "dmarc",
            "tls-rpt");

    private AddressRules() {}

    /// The address in the form in which it is kept, when it is well formed for an account: a local part
    /// of 1 to 64 letters, digits, `.`, `_`, `-`, without a dot at an end or two in a row.
    static Optional<MailAddress> wellFormed(String text) {
        return MailAddress.parse(text).map(AddressRules::folded).filter(address -> plain(address.local()));
    }

    /// Lower case, tag and all.
    static MailAddress folded(MailAddress address) {
        return new MailAddress(address.local().toLowerCase(Locale.ROOT), address.domain());
    }

    static boolean reserved(MailAddress address) {
        return RESERVED.contains(address.local());
    }

    private static boolean plain(String local) {
        return !local.startsWith(".")
                && !local.endsWith(".")
                && !local.contains("..")
                && local.chars()
                        .allMatch(c ->
                                (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-');
    }
}
