package org.postern.server.http;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postern.server.accounts.Accounts;
import org.postern.server.accounts.Buckets;
import org.postern.server.accounts.Budget;
import org.postern.server.accounts.SignUp;
import org.postern.server.accounts.SourceNetwork;
import org.postern.server.time.Clock;
import org.postern.wire.address.Domain;

/// What this site is, and new accounts.
final class SignUpCalls {
    private static final Budget NEWCOMERS = new Budget(20, Duration.ofMinutes(1));
    private final Accounts accounts;
    private final SignUp signUp;
    private final String version;
    private final String endpointKey;
    private final Buckets<SourceNetwork> newcomers;

    SignUpCalls(Accounts accounts, SignUp signUp, Told told, Clock clock) {
        this.accounts = accounts;
        this.signUp = signUp;
        this.version = told.version();
        this.endpointKey = told.endpointKey();
        this.newcomers = new Buckets<>(NEWCOMERS, 50_000, clock);
    }

    /// What anybody is told besides.
    ///
    /// @param endpointKey signs the list of endpoints; clients pin it (docs/format/endpoints.md)
    record Told(String version, String endpointKey) {}

    List<Call> calls() {
        return List.of(
                Call.open("GET", "/api/site", ask -> site()),
                Call.open("POST", "/api/signup", this::signUp).upTo(Call.LARGE));
    }

    record Site(List<String> domains, String signUp, String version, String endpointKey) {}

    private Answer site() {
        var domains = accounts.domains().stream().map(Domain::name).toList();
        return Answer.json(new Site(domains, signUp.mode().name().toLowerCase(Locale.ROOT), version, endpointKey));
    }

    record Application(
            @Nullable String address,
            @Nullable String invite,
            Json.@Nullable LoginBody login,
            @Nullable String wrappedByPhrase,
            @Nullable String phrasePublicKey,
            @Nullable String lockedKeys,
            Json.@Nullable Certificates certificates,
            Json.@Nullable KeyListBody keyList) {}

    record Made(String accountId) {}

    private boolean isInvited(Application body) {
        return Optional.ofNullable(body.invite()).filter(signUp::isInvitation).isPresent();
    }

    private Answer signUp(Call.Ask ask) {
        var body = ask.as(Application.class);
        // THREAT T-29: without an invitation, one network gets few accounts, and learns of few that are taken.
        var wait = isInvited(body) ? Duration.ZERO : newcomers.take(ask.source());
        if (!wait.isZero()) {
            return Answer.rateLimited(wait);
        }
        var result = signUp.signUp(new SignUp.Application(
                Json.present(body.address()),
                Optional.ofNullable(body.invite()),
                Json.present(body.login()).read(),
                Json.phrase(body.wrappedByPhrase(), body.phrasePublicKey()),
                Json.octets(body.lockedKeys()),
                Json.listed(body.certificates(), body.keyList())));
        return switch (result) {
            case SignUp.Result.Made made ->
                Answer.created(new Made(made.account().toString()));
            case SignUp.Result.AddressTaken taken -> Answer.problem(409, "address-taken", "Somebody has this address.");
            case SignUp.Result.AddressNotAllowed no ->
                Answer.problem(422, "address-not-allowed", "This address cannot be had here.");
            case SignUp.Result.Closed closed ->
                Answer.problem(403, "sign-up-closed", "This site takes no new accounts.");
            case SignUp.Result.InvitationNeeded needed ->
                Answer.problem(403, "invite-needed", "Signing up needs an invitation that is still good.");
            case SignUp.Result.Unacceptable unacceptable -> Answer.badRequest("Not acceptable: " + unacceptable.why());
        };
    }
}
