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
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.postern.cli.mail.KnownWays.Way;
import org.postern.reach.Failure;
import org.postern.reach.dial.DohLookup;
import org.postern.reach.dial.OneWay;
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
    private final Consumer<String> warnings;
    private final ConcurrentMap<Way, OneWay> lines = new ConcurrentHashMap<>();
    private final ConcurrentMap<Way, String> told = new ConcurrentHashMap<>();
    private final ConcurrentMap<Way, Miss> missed = new ConcurrentHashMap<>();

    /// @param resolvers by DNS over HTTPS, asked for a newer list when no way works
    /// @param warnings is told of each way at which somebody else answers
    Approach(URI typed, KnownWays ways, List<URI> resolvers, Consumer<String> warnings) {
        this.typed = typed;
        this.ways = ways;
        this.resolvers = List.copyOf(resolvers);
        this.warnings = warnings;
    }

    /// Why a way does not lead to the site.
    ///
    /// @param liar whether somebody else answered there
    private record Miss(String words, boolean liar) {
        static Miss of(Failure failure) {
            return failure.isDistrust() ? new Miss(Site.distrusted(failure), true) : new Miss(failure.word(), false);
        }
    }

    /// @throws NoRoute when no way works
    Site site() {
        if (ways.all().size() == 1 && resolvers.isEmpty()) {
            return new Site(typed, Optional.empty()); // nothing to choose from
        }
        try {
            var first = race();
            var won = first.isPresent() || !isToldMore() ? first : race();
            return by(won.orElseThrow(this::noRoute));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new ClientStopped("stopped", stopped);
        }
    }

    private NoRoute noRoute() {
        var tried = ways.all();
        var lines = tried.stream()
                .map(way -> "\n  " + way.text() + ": "
                        + Optional.ofNullable(missed.get(way)).map(Miss::words).orElse("silent"))
                .collect(Collectors.joining());
        return new NoRoute("no way to the site works from here; " + tried.size() + " were tried" + lines);
    }

    private Optional<Way> race() throws InterruptedException {
        var race = ways.remembered().isPresent() ? Race.favouringTheFirst() : Race.standard();
        return race.run(ways.all(), this::arrives);
    }

    private Site by(Way won) {
        ways.worked(won);
        missed.forEach((way, miss) -> {
            if (miss.liar() && !way.equals(won)) {
                warnings.accept(way.text() + " was passed over: " + miss.words());
            }
        });
        Optional.ofNullable(told.get(won)).ifPresent(ways::learn);
        return new Site(won.origin(), Optional.empty(), line(won).http());
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

    /// Nothing of the user's is sent before the certificate and the answer are the site's.
    private boolean arrives(Way way) {
        var request = HttpRequest.newBuilder(way.origin().resolve(LIST))
                .timeout(PATIENCE)
                .GET()
                .build();
        try {
            var answer = line(way).http().send(request, BodyHandlers.ofString());
            // a portal of the network's, or whoever has a name of ours now, answers too
            boolean ours = answer.statusCode() == OK
                    && (ways.isGood(answer.body()) || way.equals(new Way(typed, Optional.empty())));
            if (ours) {
                told.put(way, answer.body());
            } else {
                missed.put(way, new Miss("what answers is not the site", true));
            }
            return ours;
        } catch (IOException blocked) {
            missed.put(way, Miss.of(line(way).why(blocked)));
            return false;
        } catch (InterruptedException lost) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private OneWay line(Way way) {
        return lines.computeIfAbsent(way, one -> new OneWay(one.address(), PATIENCE));
    }
}
