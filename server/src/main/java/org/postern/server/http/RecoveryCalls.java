package org.postern.server.http;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postern.server.accounts.Recovery;

/// A new password by the recovery phrase.
final class RecoveryCalls {
    private final Recovery recovery;

    RecoveryCalls(Recovery recovery) {
        this.recovery = recovery;
    }

    List<Call> calls() {
        return List.of(
                Call.open("POST", "/api/recover/begin", this::begin),
                Call.open("POST", "/api/recover/open", this::open),
                Call.open("POST", "/api/recover/finish", this::finish));
    }

    record BeginBody(@Nullable String address) {}

    record Begun(String recoveryId, String challenge) {}

    private Answer begin(Call.Ask ask) {
        var address = Json.present(ask.as(BeginBody.class).address());
        return switch (recovery.begin(address, ask.source())) {
            case Recovery.Start.Challenge challenge ->
                Answer.json(new Begun(challenge.recoveryId(), Json.base64(challenge.challenge())));
            case Recovery.Start.Unusable unusable -> Answer.badRequest("The address is of no use.");
            case Recovery.Start.Later later -> Answer.rateLimited(later.delay());
        };
    }

    record OpenBody(@Nullable String recoveryId, @Nullable String signature) {}

    record Opened(
            String wrappedByPhrase, String lockedKeys, Json.Certificates certificates, Json.KeyListBody keyList) {}

    private Answer open(Call.Ask ask) {
        var body = ask.as(OpenBody.class);
        return switch (recovery.open(Json.present(body.recoveryId()), Json.octets(body.signature()))) {
            case Recovery.Opening.Opened opened -> {
                var keys = opened.keys();
                yield Answer.json(new Opened(
                        Json.base64(keys.wrappedByPhrase()),
                        Json.base64(keys.lockedKeys()),
                        Json.certificates(keys.listed()),
                        Json.keyList(keys.listed())));
            }
            case Recovery.Opening.Wrong wrong -> Answer.wrongCredentials();
            case Recovery.Opening.Expired expired -> Answer.expired("This recovery was begun too long ago.");
        };
    }

    record FinishBody(@Nullable String recoveryId, Json.@Nullable LoginBody login) {}

    private Answer finish(Call.Ask ask) {
        var body = ask.as(FinishBody.class);
        return switch (recovery.finish(
                Json.present(body.recoveryId()), Json.present(body.login()).read())) {
            case DONE -> Answer.nothing();
            case EXPIRED -> Answer.expired("This recovery was begun too long ago.");
            case UNACCEPTABLE -> Answer.badRequest("Not acceptable: login");
        };
    }
}
