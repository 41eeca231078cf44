package org.postern.cli.mail;

import static org.postern.cli.mail.Wire.base64;
import static org.postern.cli.mail.Wire.octets;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.postern.seal.RandomSource;
import org.postern.unseal.AccountKey;
import org.postern.unseal.Box;
import org.postern.unseal.BoxLabel;
import org.postern.unseal.Kdf;
import org.postern.unseal.PasswordStretch;
import org.postern.unseal.RecoveryPhrase;
import org.postern.unseal.SecretKeys;
import org.postern.unseal.SrpClient;
import org.postern.wire.Octets;
import org.postern.wire.address.MailAddress;
import tools.jackson.databind.JsonNode;

/// Sign-up and login: every secret is made here, and the server gets what it may know.
public final class Entrance {
    private static final int SALT_BYTES = 16;

    private final Site site;
    private final MailAddress address;
    private final RandomSource random = RandomSource.system();
    private final InstantSource clock;

    public Entrance(Site site, MailAddress address, InstantSource clock) {
        this.site = site;
        this.address = address.canonical();
        this.clock = clock;
    }

    /// Makes keys and account.
    ///
    /// @return the phrase, to be shown once
    public RecoveryPhrase signUp(CharSequence password, Optional<String> invite) {
        var made = clock.instant();
        var keys = SecretKeys.generate(address, made, new SecureRandom());
        var list = keys.keyList(made);
        var phrase = RecoveryPhrase.random(random);
        try (var accountKey = AccountKey.random(random);
                var signature = phrase.signature()) {
            var request = new HashMap<String, Object>();
            request.put("address", address.toString());
            request.put("login", login(password, accountKey));
            request.put(
                    "wrappedByPhrase", base64(wrap(phrase.phraseKey(), BoxLabel.ACCOUNT_KEY_BY_PHRASE, accountKey)));
            request.put("phrasePublicKey", base64(signature.publicKey()));
            request.put("lockedKeys", base64(keys.lock(accountKey, random)));
            request.put(
                    "certificates",
                    Map.of(
                            "v6",
                            base64(keys.v6().encoded()),
                            "v4",
                            base64(keys.v4().encoded())));
            request.put(
                    "keyList",
                    Map.of(
                            "data", base64(list.json().toByteArray()),
                            "signature", base64(list.signature().toByteArray())));
            invite.ifPresent(code -> request.put("invite", code));
            site.post("/api/signup", request);
            return phrase;
        }
    }

    /// Proves the password, has the server prove that it knows us, and opens the keys.
    ///
    /// @throws ClientStopped when either fails
    public OpenAccount logIn(CharSequence password, Optional<String> totp) {
        var client = SrpClient.begin(address, random);
        var begun = site.post(
                "/api/login/begin", Map.of("address", address.toString(), "A", base64(client.publicNumber())));
        try (var stretched = PasswordStretch.of(password, Wire.kdf(begun.path("kdf")))) {
            var session = site.withToken(token(client, begun, stretched, totp));
            return open(session, stretched);
        }
    }

    private String token(SrpClient client, JsonNode begun, PasswordStretch stretched, Optional<String> totp) {
        var proof = client.prove(stretched.loginSecret(), octets(begun, "srpSalt"), octets(begun, "B"))
                .orElseThrow(() -> new ClientStopped("the server's half of the login is not usable; do not trust it"));
        var loginId = begun.path("loginId").asString("");
        var finished = site.post(
                "/api/login/finish", Map.of("loginId", loginId, "M1", base64(proof.clientProof()), "cookie", false));
        if (!proof.accepts(octets(finished, "M2"))) {
            throw new ClientStopped("the server cannot prove that it knows this account; do not trust it");
        }
        if (!finished.path("totp").asBoolean(false)) {
            return finished.path("token").asString("");
        }
        var code = totp.orElseThrow(() -> new ClientStopped("this account has a second factor: give --totp CODE"));
        return site.post("/api/login/totp", Map.of("loginId", loginId, "code", code))
                .path("token")
                .asString("");
    }

    private OpenAccount open(Site session, PasswordStretch stretched) {
        var account = session.fetch("/api/account");
        var accountKey = Box.open(
                        stretched.passwordKey(), BoxLabel.ACCOUNT_KEY_BY_PASSWORD, octets(account, "wrappedByPassword"))
                .map(AccountKey::of)
                .orElseThrow(() -> new ClientStopped("the account key that the server keeps does not open"));
        var keys = SecretKeys.unlock(accountKey, octets(account, "lockedKeys"))
                .orElseThrow(() -> new ClientStopped("the keys that the server keeps do not open"));
        refuseForeignKeys(account, keys);
        return new OpenAccount(
                session,
                account.path("accountId").asString(""),
                address,
                accountKey,
                keys,
                Octets.of(octets(account, "threadKey")));
    }

    /// THREAT T-08: the public halves that others are given must be those that these keys made.
    private static void refuseForeignKeys(JsonNode account, SecretKeys keys) {
        var certificates = account.path("certificates");
        var list = account.path("keyList");
        if (!keys.areServedAs(
                octets(certificates, "v6"),
                octets(certificates, "v4"),
                octets(list, "data"),
                octets(list, "signature"))) {
            throw new ClientStopped("the server gives out keys for this account that the account did not make. "
                    + "Mail may be going to somebody else: stop using this server and tell its operator.");
        }
    }

    private Map<String, Object> login(CharSequence password, AccountKey accountKey) {
        var kdf = Kdf.fresh(random);
        var salt = new byte[SALT_BYTES];
        random.fill(salt);
        try (var stretched = PasswordStretch.of(password, kdf)) {
            return Map.of(
                    "kdf", Wire.kdf(kdf),
                    "srpSalt", base64(salt),
                    "verifier", base64(SrpClient.verifier(address, stretched.loginSecret(), salt)),
                    "wrappedByPassword",
                            base64(wrap(stretched.passwordKey(), BoxLabel.ACCOUNT_KEY_BY_PASSWORD, accountKey)));
        }
    }

    private byte[] wrap(byte[] key, BoxLabel label, AccountKey accountKey) {
        return Box.seal(key, label, accountKey.unredacted(), random);
    }
}
