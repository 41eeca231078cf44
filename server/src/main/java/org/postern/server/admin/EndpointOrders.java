package org.postern.server.admin;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postern.server.endpoints.Publication;

/// `postern endpoints …`: the signed list of where the site is.
public final class EndpointOrders {
    private static final int TTL_SECONDS = 3600;

    private final Publication publication;
    private final Optional<String> inOurZone;

    /// @param inOurZone the name at which this server's own zone has the list, with the final dot; empty without
    ///     a zone
    public EndpointOrders(Publication publication, Optional<String> inOurZone) {
        this.publication = publication;
        this.inOurZone = inOurZone;
    }

    public List<Order> all() {
        return List.of(
                new Order("endpoints show", "", words -> show()),
                new Order("endpoints export", "", words -> export()),
                new Order("endpoints dns", "", words -> dns()),
                new Order("endpoints renew", "", words -> renew()));
    }

    private Answer show() {
        var list = publication.open().list();
        var lines = list.endpoints().stream().map(endpoint -> "  " + endpoint.origin());
        return new Answer.Done(Stream.concat(
                        Stream.of(
                                "List " + list.number() + " of " + list.site() + ", made " + list.made()
                                        + ", good until " + list.expires() + ".",
                                "Signed by the key " + publication.key(),
                                "The public list names:"),
                        lines)
                .toList());
    }

    /// The file itself, for `>` or a chat.
    private Answer export() {
        var text = new String(publication.open().octets().toByteArray(), StandardCharsets.US_ASCII);
        return new Answer.Done(text.lines().toList());
    }

    /// RFC 1035 §5.1
    private Answer dns() {
        var asked = Publication.dnsName(publication.places().site());
        var lines = new ArrayList<String>();
        if (inOurZone.equals(Optional.of(asked))) {
            return Answer.done(
                    "; The signed endpoint list is in our own zone, at " + asked + " Nothing is to be done.");
        }
        inOurZone.ifPresent(ours -> lines.addAll(List.of(
                "; The signed endpoint list is in our own zone. This leads to it, published once:",
                asked + " " + TTL_SECONDS + " IN CNAME " + ours,
                "; Or the list itself, in place of that, where it is to be told without our name server:")));
        var value = publication.open().dnsStrings().stream()
                .map(string -> "\"" + string.replace("\n", "\\010") + "\"")
                .collect(Collectors.joining(" "));
        lines.add("; The signed endpoint list. Publish it anew when 'postern endpoints show' tells another number.");
        lines.add(asked + " " + TTL_SECONDS + " IN TXT " + value);
        return new Answer.Done(lines);
    }

    private Answer renew() {
        publication.renew();
        return Answer.done("A new list is out: " + publication.open().list().number() + ".");
    }
}
