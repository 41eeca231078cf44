package org.postern.server.intake;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.postern.wire.address.MailAddress;

/// The fields that we put before a message: Return-Path and Received (RFC 5321 §4.4).
final class TraceFields {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private TraceFields() {}

    /// @param id of this act of receiving; tells nothing
    static String written(Arrival arrival, String hostName, String id, Instant now) {
        var path = "Return-Path: <"
                + arrival.returnPath().map(MailAddress::toString).orElse("") + ">\r\n";
        return switch (arrival.origin()) {
            case Arrival.Origin.Own() -> path; // the header tells nobody how a user of ours reached us
            case Arrival.Origin.Peer peer -> path + received(arrival, peer, hostName, id, now);
        };
    }

    private static String received(Arrival arrival, Arrival.Origin.Peer peer, String hostName, String id, Instant now) {
        var text = new StringBuilder(256)
                .append("Received: from ")
                .append(peer.greeting())
                .append(" (")
                .append(literal(peer.address()))
                .append(")\r\n\tby ")
                .append(hostName)
                .append(" with ")
                .append(peer.protocol());
        peer.tls().ifPresent(tls -> text.append(" (").append(tls).append(')'));
        text.append("\r\n\tid ").append(id);
        if (arrival.recipients().size() == 1) { // RFC 5321 §7.6: more would tell one of the other
            text.append("\r\n\tfor <")
                    .append(arrival.recipients().getFirst().address())
                    .append('>');
        }
        return text.append(";\r\n\t").append(DATE.format(now)).append("\r\n").toString();
    }

    /// RFC 5321 §4.1.3. THREAT T-26: the peer's address stands here, in what is sealed, and nowhere else.
    private static String literal(InetAddress address) {
        return address instanceof Inet6Address v6
                ? "[IPv6:" + withoutScope(v6.getHostAddress()) + "]"
                : "[" + address.getHostAddress() + "]";
    }

    private static String withoutScope(String text) {
        int percent = text.indexOf('%');
        return percent < 0 ? text : text.substring(0, percent);
    }
}
