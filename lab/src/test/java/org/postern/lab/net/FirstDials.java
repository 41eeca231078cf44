package org.postern.lab.net;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.toMap;

import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Which addresses a host connects to at port 443, in the order in which it first did: the kernel notes the
/// first packet to each, for an hour.
record FirstDials(Namespace host) {
    private static final Pattern NOTED =
            Pattern.compile("([0-9.]+) (?:timeout \\S+ )?expires (?:(\\d+)h)?(?:(\\d+)m)?(?:(\\d+)s)?(?:(\\d+)ms)?");
    private static final List<Long> MILLIS = List.of(3_600_000L, 60_000L, 1_000L, 1L);

    static FirstDials watch(Namespace host) {
        host.run("nft", "add table ip dials");
        host.run("nft", "add set ip dials first { type ipv4_addr; flags dynamic,timeout; timeout 1h; }");
        host.run("nft", "add chain ip dials out { type filter hook output priority 0; }");
        host.run("nft", "add rule ip dials out tcp dport 443 tcp flags & (syn|ack) == syn add @first { ip daddr }");
        return new FirstDials(host);
    }

    /// As if nothing had been.
    void forget() {
        host.run("nft", "flush set ip dials first");
    }

    /// What was noted first is forgotten first.
    List<String> inOrder() {
        return NOTED
                .matcher(host.run("nft", "list set ip dials first"))
                .results()
                .collect(toMap(noted -> noted.group(1), FirstDials::left))
                .entrySet()
                .stream()
                .sorted(comparing(Map.Entry::getValue))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static long left(MatchResult noted) {
        long millis = 0;
        for (int i = 0; i < MILLIS.size(); i++) {
            var number = noted.group(i + 2);
            millis += number == null ? 0 : Long.parseLong(number) * MILLIS.get(i);
        }
        return millis;
    }
}
