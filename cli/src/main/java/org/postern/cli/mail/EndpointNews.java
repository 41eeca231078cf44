package org.postern.cli.mail;

import java.time.InstantSource;
import java.util.function.Consumer;
import org.postern.reach.endpoints.EndpointKey;
import org.postern.reach.endpoints.SignedList;
import org.postern.wire.Octets;

/// After a login: settles whose key signs the lists, and keeps the newest lists
/// (docs/format/endpoints.md, "Whose key").
record EndpointNews(KnownWays ways, InstantSource clock, Consumer<String> warnings) {
    private static final String MEMBER = "endpointKey";

    void fetch(OpenAccount account) {
        if (ways.pin().isPresent() && !ways.isStale(clock.instant())) {
            return;
        }
        var lists = account.site().find("/api/endpoints");
        if (lists.isEmpty()) {
            return; // an older server
        }
        var served = EndpointKey.parse(lists.get().path("key").asString(""));
        if (served.isEmpty() || !isSettled(account, served.get())) {
            return;
        }
        SignedList.unverified(Octets.utf8(lists.get().path("own").asString("")))
                .ifPresent(list -> ways.siteIs(list.list().site()));
        for (var scope : new String[] {"open", "own"}) {
            ways.learn(lists.get().path(scope).asString(""))
                    .ifPresent(why -> warnings.accept("the " + (scope.equals("own") ? "account's" : "public")
                            + " endpoint list is not used: " + why.words()));
        }
    }

    /// The sealed settings decide; where they say nothing, what this machine saw first; else what is served.
    private boolean isSettled(OpenAccount account, EndpointKey served) {
        var sealed = new SealedSettings(account);
        var settings = sealed.read();
        var trusted = EndpointKey.parse(settings.path(MEMBER).asString(""))
                .or(ways::pin)
                .orElse(served);
        ways.pin(trusted);
        if (!trusted.text().equals(served.text())) {
            warnings.accept("the site tells another key for its endpoint lists than it did; its lists are not used."
                    + " Ask its operator.");
            return false;
        }
        if (!trusted.text().equals(settings.path(MEMBER).asString(""))) {
            settings.put(MEMBER, trusted.text());
            sealed.keep(settings);
        }
        return true;
    }
}
