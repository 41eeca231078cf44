package org.postern.server.settings;

/// Where to listen or to connect: an IP address (IPv6 in brackets) or host name, and a port; port 0 lets
/// the system choose.
public record HostPort(String host, int port) {
    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
