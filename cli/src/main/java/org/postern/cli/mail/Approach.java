package org.postern.cli.mail;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.postern.cli.mail.KnownWays.Way;
import org.postern.reach.dial.DohLookup;
import org.postern.reach.dial.Gangway;
import org.postern.reach.dial.Race;

/// Finds a way to the site that works from here, by racing those that are known, and gives the site by it.
final class Approach {
    private static final String LIST = "/.well-known/postern/endpoints";
    private static final String DNS_LABEL = "_postern.";
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int OK = 200;

    private final URI typed;
    private final KnownWays ways;
    private final List<URI> resolvers;
    private final ConcurrentMap<Way, HttpClient> clients = new ConcurrentHashMap<>();
    private final ConcurrentMap<Way, String> told = new ConcurrentHashMap<>();

    /// @param resolvers by DNS over HTTPS, asked for a newer list when no way works
    Approach(URI typed, KnownWays ways, List<URI> resolvers) {
        this.typed = typed;
        this.ways = ways;
        this.resolvers = List.copyOf(resolvers);
    }

    /// @throws NoRoute when no way works
    Site site() {
        if (ways.all().size() == 1 && resolvers.isEmpty()) {
            return new Site(typed, Optional.empty()); // nothing to choose from
        }
        try {
            var first = race();
            var won = first.isPresent() || !isToldMore() ? first : race();
            if (won.isEmpty()) {
                throw new NoRoute(
                        "no way to the site works from here; " + ways.all().size() + " were tried");
            }
            return by(won.get());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new ClientStopped("stopped", stopped);
        }
    }

    private Optional<Way> race() throws InterruptedException {
        return Race.standard().run(ways.all(), this::arrives);
    }

    private Site by(Way won) {
        ways.worked(won);
        Optional.ofNullable(told.get(won)).ifPresent(ways::learn);
        return new Site(won.origin(), Optional.empty(), client(won));
    }

    /// Whether the DNS knows a good list; a resolver that lies offers none (THREAT T-61).
    private boolean isToldMore() throws InterruptedException {
        for (var resolver : resolvers) {
            var http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
            var texts = new DohLookup(http, resolver, PATIENCE).texts(DNS_LABEL + ways.site());
            if (texts.answers().stream().anyMatch(text -> ways.learn(text).isEmpty())) {
                return true;
            }
        }
        return false;
    }

    private boolean arrives(Way way) {
        var request = HttpRequest.newBuilder(way.origin().resolve(LIST))
                .timeout(PATIENCE)
                .GET()
                .build();
        try {
            var answer = client(way).send(request, BodyHandlers.ofString());
            // a portal of the network's, or whoever has a name of ours now, answers too
            boolean ours = answer.statusCode() == OK
                    && (ways.isGood(answer.body()) || way.equals(new Way(typed, Optional.empty())));
            if (ours) {
                told.put(way, answer.body());
            }
            return ours;
        } catch (IOException blocked) {
            return false;
        } catch (InterruptedException lost) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// TLS asks for the origin's own name, wherever the connection leads.
    private HttpClient client(Way way) {
        return clients.computeIfAbsent(way, one -> {
            var builder = HttpClient.newBuilder().connectTimeout(PATIENCE);
            one.address().ifPresent(at -> builder.proxy(new Gangway(at, PATIENCE).selector()));
            return builder.build();
        });
    }
}
