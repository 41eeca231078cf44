package org.postern.reach;

/// How a network blocks, by what the signs fit.
public enum Technique {
    /// Packets to the address vanish, whatever the port.
    NULL_ROUTE("null route"),
    /// Packets to port 25 vanish; other ports of the address answer.
    PORT_25_ONLY("port 25 only"),
    /// Connections are cut by forged resets.
    RESET("forged resets"),
    /// The network's resolvers lie about our names.
    DNS_LIE("DNS tampering"),
    /// Our name servers cannot be asked.
    NAME_SERVER("name servers blocked"),
    /// The offer of STARTTLS is taken out or garbled.
    STARTTLS_STRIP("STARTTLS stripped"),
    /// Sessions die after the TLS ClientHello.
    TLS_FILTER("name or fingerprint filter"),
    /// Messages arrive very slowly, or die of it.
    THROTTLE("throttling"),
    /// Sessions die at a narrow count of octets.
    BYTE_FREEZE("byte freeze");

    private final String words;

    Technique(String words) {
        this.words = words;
    }

    /// For people.
    public String words() {
        return words;
    }
}
