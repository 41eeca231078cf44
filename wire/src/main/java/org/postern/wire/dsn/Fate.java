package org.postern.wire.dsn;

import java.time.Instant;
import java.util.Optional;
import org.postern.wire.address.Domain;
import org.postern.wire.address.MailAddress;

/// What became of one recipient (RFC 3464 §2.3).
///
/// @param original the ORCPT, `type;address`
/// @param status RFC 3463 `class.subject.detail`
/// @param remote who said so; empty when nobody did
/// @param diagnostic the reply in one line, or words of ours when there is no `remote`
/// @param retryUntil for a delay: how long we go on
public record Fate(
        MailAddress recipient,
        Optional<String> original,
        Action action,
        String status,
        Optional<Domain> remote,
        String diagnostic,
        Optional<Instant> retryUntil) {
    /// RFC 3464 §2.3.3
    public enum Action {
        FAILED("failed"),
        DELAYED("delayed"),
        DELIVERED("delivered"),
        /// Handed to a server that will not report.
        RELAYED("relayed");

        private final String word;

        Action(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }
}
