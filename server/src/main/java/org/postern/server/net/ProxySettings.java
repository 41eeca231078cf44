package org.postern.server.net;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.postern.server.settings.HostPort;
import org.postern.server.settings.Setting;

/// A load balancer in front of the doors, in place of relays or beside them.
public record ProxySettings(
        @Setting("Addresses of load balancers that speak the PROXY protocol, version 2, to the ports of this table. "
                + "Nobody else may connect to these ports, and they may not without it.")
        List<String> from,

        @Setting("Where they bring mail, as `127.0.0.1:2525`.")
        Optional<HostPort> smtpListen,

        @Setting("Where they bring the page and `/jmap`: TLS when there is a certificate, else plain HTTP.")
        Optional<HostPort> httpListen) {
    public ProxySettings {
        from.forEach(ProxySettings::literal);
        if (from.isEmpty() && (smtpListen.isPresent() || httpListen.isPresent())) {
            throw new IllegalArgumentException("'from' must name the load balancers");
        }
    }

    public static ProxySettings none() {
        return new ProxySettings(List.of(), Optional.empty(), Optional.empty());
    }

    List<InetAddress> addresses() {
        return from.stream().map(ProxySettings::literal).toList();
    }

    private static InetAddress literal(String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException no) {
            throw new IllegalArgumentException("'from': '" + text + "' is not an IP address", no);
        }
    }
}
