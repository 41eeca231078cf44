package org.postern.server.http;

import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postern.server.accounts.NewLogin;
import org.postern.server.accounts.NewPhrase;
import org.postern.server.db.KeyRows;
import org.postern.server.db.LoginRows;
import org.postern.wire.Octets;

/// The JSON objects that several calls share (docs/format/account.md). Components may be null where a
/// client left them out; [#present] makes a `bad-request` of that.
final class Json {
    private Json() {}

    record Kdf(@Nullable String name, @Nullable String salt, int memoryKiB, int iterations, int parallelism) {}

    record LoginBody(
            @Nullable Kdf kdf,
            @Nullable String srpSalt,
            @Nullable String verifier,
            @Nullable String wrappedByPassword) {
        NewLogin read() {
            var derivation = present(kdf);
            if (!"argon2id".equals(derivation.name())) {
                throw new Call.BadBody();
            }
            var parameters = new LoginRows.Verifier(
                    octets(derivation.salt()),
                    derivation.memoryKiB(),
                    derivation.iterations(),
                    derivation.parallelism(),
                    octets(srpSalt),
                    octets(verifier));
            return new NewLogin(parameters, octets(wrappedByPassword));
        }
    }

    record Certificates(@Nullable String v6, @Nullable String v4) {}

    record KeyListBody(@Nullable String data, @Nullable String signature) {}

    static KeyRows.PublicRow listed(@Nullable Certificates certificates, @Nullable KeyListBody keyList) {
        var both = present(certificates);
        var list = present(keyList);
        return new KeyRows.PublicRow(
                octets(both.v6()), octets(both.v4()), octets(list.data()), octets(list.signature()));
    }

    static Certificates certificates(KeyRows.PublicRow row) {
        return new Certificates(base64(row.v6()), base64(row.v4()));
    }

    static KeyListBody keyList(KeyRows.PublicRow row) {
        return new KeyListBody(base64(row.keyList()), base64(row.keyListSignature()));
    }

    static NewPhrase phrase(@Nullable String wrappedByPhrase, @Nullable String publicKey) {
        return new NewPhrase(octets(wrappedByPhrase), octets(publicKey));
    }

    static <T> T present(@Nullable T value) {
        return Optional.ofNullable(value).orElseThrow(Call.BadBody::new);
    }

    /// RFC 4648 §4, padded
    static Octets octets(@Nullable String base64) {
        try {
            return Octets.of(Base64.getDecoder().decode(present(base64)));
        } catch (IllegalArgumentException notBase64) {
            throw new Call.BadBody();
        }
    }

    static String base64(Octets octets) {
        return Base64.getEncoder().encodeToString(octets.toByteArray());
    }
}
