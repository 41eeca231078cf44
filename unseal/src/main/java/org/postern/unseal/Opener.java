package org.postern.unseal;

import java.util.Optional;
import org.postern.seal.SealedMessage;
import org.postern.seal.Sealer;
import org.postern.wire.Octets;

/// Opens stored messages (docs/format/stored-message.md).
public final class Opener {
    private final byte[] recipient;
    private final Decryptor decryptor;

    public Opener(SecretKeys keys) {
        this.recipient = keys.v6().storageKey().fingerprint();
        this.decryptor = new Decryptor(keys);
    }

    /// The summary's JSON or the original message. Empty when it was not sealed to these keys or any
    /// octet of it was changed.
    ///
    /// @param sealed `key || summary` or `key || body`, or `key` joined with one of them
    public Optional<Octets> open(Octets sealed) {
        return decrypt(sealed)
                .flatMap(decrypted -> PgpContent.read(decrypted.packets()))
                .map(PgpContent::content);
    }

    /// As [#open] for the packets apart.
    public Optional<Octets> open(Octets key, Octets packet) {
        return open(Octets.join(key, packet));
    }

    /// A new `summary` packet under the session key of the old one, with a new salt. Empty when the old one
    /// cannot be opened.
    public Optional<Octets> replaceSummary(Octets key, Octets oldSummary, Octets newSummary, Sealer sealer) {
        return decrypt(Octets.join(key, oldSummary))
                .flatMap(Decryptor.Decrypted::reusable)
                .map(session -> {
                    try (session) {
                        return sealer.sealSummary(session, newSummary);
                    }
                });
    }

    /// The key packet's own fields are not under any tag, so the framing is held to the format first.
    private Optional<Decryptor.Decrypted> decrypt(Octets sealed) {
        return SealedMessage.isOpenable(sealed, recipient) ? decryptor.decrypt(sealed) : Optional.empty();
    }
}
