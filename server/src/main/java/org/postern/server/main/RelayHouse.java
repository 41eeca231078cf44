package org.postern.server.main;

import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.postern.reach.RelayId;
import org.postern.reach.relay.RelayStream;
import org.postern.server.admin.Order;
import org.postern.server.admin.RelayOrders;
import org.postern.server.http.HttpDoor;
import org.postern.server.net.Connection;
import org.postern.server.net.DirectDialer;
import org.postern.server.net.OnionListener;
import org.postern.server.net.ProxyListener;
import org.postern.server.net.RelayedConnection;
import org.postern.server.net.Tls;
import org.postern.server.relays.RelayCheck;
import org.postern.server.relays.Relays;
import org.postern.server.smtpin.Door;

/// Joins relays, load balancers and tor to the doors that serve what comes in by them.
record RelayHouse(Node.Base base, Relays relays, Pages pages) {
    /// Serve a connection with the page and what belongs to it.
    ///
    /// @param relayed by relays: always TLS
    /// @param balanced by balancers: as the site's own port
    /// @param plain by tor, which encrypts itself: never TLS
    record Pages(Consumer<Connection> relayed, Consumer<Connection> balanced, Consumer<Connection> plain) {}

    /// @param certificate the configured one, or the one that SMTP has without
    static RelayHouse build(Node.Base base, Relays relays, HttpDoor http, Tls certificate) {
        var relayed = http.handed(Optional.of(certificate.context()));
        var plain = http.handed(Optional.empty());
        var balanced = base.settings().tls().certificate().isPresent() ? relayed : http.handed(Optional.empty());
        return new RelayHouse(base, relays, new Pages(relayed, balanced, plain));
    }

    static List<Order> orders(Node.Base base, Relays relays) {
        var direct = new DirectDialer(base.clock());
        var check = new RelayCheck(relays, direct, base.self().name(), base.clock());
        return new RelayOrders(relays, check).all();
    }

    /// @param open gets what is to be closed, last first
    void open(Door smtp, Deque<AutoCloseable> open) {
        var proxy = base.settings().proxy();
        proxy.smtpListen().ifPresent(at -> open.push(ProxyListener.open(at, proxy, base.clock(), smtp::welcome)));
        proxy.httpListen().ifPresent(at -> open.push(ProxyListener.open(at, proxy, base.clock(), pages.balanced())));
        var onion = base.settings().http().onionListen();
        onion.ifPresent(at -> open.push(OnionListener.open(at, base.clock(), pages.plain())));
        relays.start((relay, stream) -> welcome(smtp, relay, stream));
    }

    private void welcome(Door smtp, RelayId relay, RelayStream stream) {
        var connection = new RelayedConnection(relay, stream, base.clock());
        if (relays.isWeb(relay, stream.port())) {
            pages.relayed().accept(connection);
        } else {
            smtp.welcome(connection);
        }
    }
}
