package org.postern.server.jmap.blob;

import java.util.Optional;
import java.util.regex.Pattern;
import org.postern.server.accounts.AccountId;
import org.postern.server.jmap.core.Ids;
import org.postern.server.mailstore.EmailId;

/// What a blob id names. It carries the account, so that one account's id is never another's blob
/// (THREAT T-02); it is of the letters that RFC 8620 §1.2 allows.
public sealed interface BlobId {
    AccountId account();

    /// The PGP/MIME form of a stored message.
    record Wrapped(AccountId account, EmailId email) implements BlobId {
        @Override
        public String toString() {
            return account + "-" + email + "-m";
        }
    }

    /// `key || summary || body` of a stored message.
    record Sealed(AccountId account, EmailId email) implements BlobId {
        @Override
        public String toString() {
            return account + "-" + email + "-s";
        }
    }

    /// One part of the PGP/MIME form.
    ///
    /// @param part 1 or 2, its partId
    record Part(AccountId account, EmailId email, int part) implements BlobId {
        @Override
        public String toString() {
            return account + "-" + email + "-p" + part;
        }
    }

    /// Something that the client uploaded.
    record Upload(AccountId account, String token) implements BlobId {
        @Override
        public String toString() {
            return account + "-u-" + token;
        }
    }

    /// Empty for what is no blob id of this account.
    static Optional<BlobId> read(String text, AccountId account) {
        var prefix = account + "-";
        if (!text.startsWith(prefix)) {
            return Optional.empty();
        }
        var rest = text.substring(prefix.length());
        if (Forms.UPLOAD.matcher(rest).matches()) {
            return Optional.of(new Upload(account, rest.substring(2)));
        }
        int dash = rest.indexOf('-');
        return dash < 0
                ? Optional.empty()
                : Ids.email(rest.substring(0, dash)).flatMap(email -> stored(account, email, rest.substring(dash + 1)));
    }

    private static Optional<BlobId> stored(AccountId account, EmailId email, String form) {
        return switch (form) {
            case "m" -> Optional.of(new Wrapped(account, email));
            case "s" -> Optional.of(new Sealed(account, email));
            case "p1" -> Optional.of(new Part(account, email, 1));
            case "p2" -> Optional.of(new Part(account, email, 2));
            default -> Optional.empty();
        };
    }

    /// Keeps the pattern out of the interface's public face.
    final class Forms {
        private static final Pattern UPLOAD = Pattern.compile("u-[0-9a-f]{32}");

        private Forms() {}
    }
}
