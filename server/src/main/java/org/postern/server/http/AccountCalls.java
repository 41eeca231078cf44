package org.postern.server.http;

import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postern.server.accounts.AccountRegister;
import org.postern.server.accounts.OwnAccount;

/// What the owner reads and changes of an account.
final class AccountCalls {
    private static final int SETTINGS_BODY = 96 * 1024; // 64 KiB as base64 in JSON

    private final AccountRegister register;
    private final OwnAccount own;

    AccountCalls(AccountRegister register, OwnAccount own) {
        this.register = register;
        this.own = own;
    }

    List<Call> calls() {
        return List.of(
                Call.session("GET", "/api/account", this::read),
                Call.session("PUT", "/api/account/settings", this::settings).upTo(SETTINGS_BODY),
                Call.fresh("POST", "/api/account/password", this::password),
                Call.fresh("POST", "/api/account/phrase", this::phrase),
                Call.fresh("POST", "/api/totp/begin", this::proposeSecondFactor),
                Call.session("POST", "/api/totp/confirm", this::confirmSecondFactor),
                Call.fresh("POST", "/api/totp/remove", this::removeSecondFactor));
    }

    record AccountBody(
            String accountId,
            String address,
            String wrappedByPassword,
            String lockedKeys,
            Json.Certificates certificates,
            Json.KeyListBody keyList,
            Optional<String> settings,
            boolean totp,
            String threadKey) {}

    private Answer read(Call.Ask ask) {
        var account = register.account(ask.session().account()).orElseThrow();
        var content = own.content(account.id());
        var keys = content.keys();
        return Answer.json(new AccountBody(
                account.id().toString(),
                account.address().toString(),
                Json.base64(keys.wrappedByPassword()),
                Json.base64(keys.lockedKeys()),
                Json.certificates(keys.listed()),
                Json.keyList(keys.listed()),
                keys.settings().map(Json::base64),
                content.secondFactor(),
                Base64.getEncoder().encodeToString(register.threadKey(account.id()))));
    }

    record SettingsBody(@Nullable String settings) {}

    private Answer settings(Call.Ask ask) {
        var box = Json.octets(ask.as(SettingsBody.class).settings());
        return own.changeSettings(ask.session().account(), box) ? Answer.nothing() : Answer.tooLarge();
    }

    record PasswordBody(Json.@Nullable LoginBody login) {}

    private Answer password(Call.Ask ask) {
        var login = Json.present(ask.as(PasswordBody.class).login()).read();
        return own.changePassword(ask.session(), login) ? Answer.nothing() : Answer.badRequest("Not acceptable: login");
    }

    record PhraseBody(
            @Nullable String wrappedByPhrase, @Nullable String phrasePublicKey) {}

    private Answer phrase(Call.Ask ask) {
        var body = ask.as(PhraseBody.class);
        var phrase = Json.phrase(body.wrappedByPhrase(), body.phrasePublicKey());
        return own.changePhrase(ask.session().account(), phrase)
                ? Answer.nothing()
                : Answer.badRequest("Not acceptable: phrase");
    }

    record CodeBody(@Nullable String code) {}

    private Answer proposeSecondFactor(Call.Ask ask) {
        var account = register.account(ask.session().account()).orElseThrow();
        return Answer.json(own.proposeSecondFactor(account.id(), account.address()));
    }

    private Answer confirmSecondFactor(Call.Ask ask) {
        return answer(own.confirmSecondFactor(ask.session().account(), code(ask)));
    }

    private Answer removeSecondFactor(Call.Ask ask) {
        return answer(own.removeSecondFactor(ask.session().account(), code(ask)));
    }

    private static String code(Call.Ask ask) {
        return Json.present(ask.as(CodeBody.class).code());
    }

    private static Answer answer(OwnAccount.CodeResult result) {
        return switch (result) {
            case OwnAccount.CodeResult.Done done -> Answer.nothing();
            case OwnAccount.CodeResult.Wrong wrong ->
                Answer.problem(401, "totp-wrong", "The code is wrong or was used.");
            case OwnAccount.CodeResult.Nothing nothing ->
                Answer.expired("There is no second factor to confirm or remove.");
            case OwnAccount.CodeResult.Later later -> Answer.rateLimited(later.delay());
        };
    }
}
