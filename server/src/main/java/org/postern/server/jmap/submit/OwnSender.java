package org.postern.server.jmap.submit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.wire.address.MailAddress;
import org.postern.wire.dkim.RawField;
import org.postern.wire.dkim.RawMessage;

/// THREAT T-16: a message leaves only under its sender's own address. The header is read strictly: what
/// another program could read as another sender is refused, not interpreted.
///
/// @param own the account's address
record OwnSender(MailAddress own) {
    /// Whether it is the account's address, by itself or with a `+tag`.
    boolean is(MailAddress address) {
        return address.canonical().equals(own.canonical());
    }

    /// Whether the header has exactly one From with exactly one mailbox, our own, and no other Sender.
    boolean wrote(RawMessage message) {
        var from =
                message.header().stream().filter(field -> field.isNamed("From")).toList();
        var sender = message.header().stream()
                .filter(field -> field.isNamed("Sender"))
                .toList();
        return from.size() == 1
                && isOwn(from.getFirst())
                && sender.size() <= 1
                && sender.stream().allMatch(this::isOwn);
    }

    private boolean isOwn(RawField field) {
        return soleAddress(field.value().replace("\r\n", "")).filter(this::is).isPresent();
    }

    /// The addresses of a list of mailboxes and groups; what is not plainly an address is left out.
    static List<MailAddress> addresses(String value) {
        var addresses = new ArrayList<MailAddress>();
        for (var one : members(value.replace("\r\n", ""))) {
            soleAddress(one.substring(one.indexOf(':') + 1)).ifPresent(addresses::add);
        }
        return addresses;
    }

    /// Cut at commas and semicolons outside quotes.
    private static List<String> members(String value) {
        var members = new ArrayList<String>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\\' && quoted) {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == ',' || c == ';')) {
                members.add(value.substring(start, i));
                start = i + 1;
            }
        }
        members.add(value.substring(start));
        return members;
    }

    /// The address of a field that holds one mailbox (RFC 5322 §3.4): `a@b`, or words and `<a@b>`. Empty
    /// for lists, groups, routes and whatever else is not plainly one.
    static Optional<MailAddress> soleAddress(String value) {
        var plain = new StringBuilder(); // without comments, quoted words blanked
        int comments = 0;
        boolean quoted = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean escaped = c == '\\' && (quoted || comments > 0);
            if (escaped) {
                i++;
            } else if (c == '"' && comments == 0) {
                quoted = !quoted;
                plain.append(' ');
            } else if (c == '(' && !quoted) {
                comments++;
            } else if (c == ')' && !quoted) {
                comments--;
            } else if (!quoted && comments == 0) {
                plain.append(c);
            }
            if (comments < 0) {
                return Optional.empty();
            }
        }
        return quoted || comments > 0 ? Optional.empty() : bare(plain.toString());
    }

    private static Optional<MailAddress> bare(String text) {
        if (text.chars().anyMatch(c -> c == ',' || c == ';' || c == ':')) {
            return Optional.empty();
        }
        int open = text.indexOf('<');
        int close = text.indexOf('>');
        if (open < 0 && close < 0) {
            return MailAddress.parse(text.strip());
        }
        boolean one = open >= 0
                && close > open
                && text.lastIndexOf('<') == open
                && text.lastIndexOf('>') == close
                && text.substring(close + 1).isBlank()
                && text.substring(0, open).indexOf('@') < 0;
        return one ? MailAddress.parse(text.substring(open + 1, close).strip()) : Optional.empty();
    }
}
