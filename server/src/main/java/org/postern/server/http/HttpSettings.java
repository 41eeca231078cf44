package org.postern.server.http;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.postern.server.settings.HostPort;
import org.postern.server.settings.Setting;

/// The door for browsers and JMAP clients.
public record HttpSettings(
        @Setting(value = "Where the page, `/api` and `/jmap` are served.", standard = "127.0.0.1:8080")
        HostPort listen,

        @Setting(
                "The address that people type, as `https://mail.example.org`; without it, whatever `Host` a request has. "
                        + "Needed behind a TLS proxy.")
        Optional<String> siteUrl,

        @Setting(
                value =
                        "A reverse proxy stands before this door: the last entry of its `X-Forwarded-For` is the client.",
                standard = "false")
        boolean behindProxy,

        @Setting(value = "Where metrics are served, for the operator only.", standard = "127.0.0.1:9090")
        HostPort metricsListen,

        @Setting(value = "Connections open at once.", standard = "4096", min = "16", max = "1000000")
        int connections,

        @Setting(value = "Requests that one network may send at once.", standard = "2000", min = "10")
        int sourceBurst,

        @Setting(value = "Requests that one network may send in a second after that.", standard = "100", min = "1")
        int sourcePerSecond,

        @Setting(value = "Requests that one session may send at once.", standard = "1000", min = "10")
        int sessionBurst,

        @Setting(value = "Requests that one session may send in a second after that.", standard = "50", min = "1")
        int sessionPerSecond,

        @Setting(
                value = "A connection without traffic is closed after this.",
                standard = "60s",
                min = "1s",
                max = "10m")
        Duration idle,

        @Setting(
                value = "A request's header, and the body of an `/api` call, must be there after this.",
                standard = "20s",
                min = "1s",
                max = "5m")
        Duration requestDeadline,

        @Setting(
                "Other addresses of the same site, as `https://door2.example.net`: they stand in the signed endpoint list, "
                        + "and the page uses them when its own is blocked (docs/operate/endpoints.md).")
        List<String> otherUrls,

        @Setting("The site's onion service, as `http://….onion`; `--onion` sets it.")
        Optional<String> onion,

        @Setting("Where tor brings the visitors of the onion service, and nobody else, on loopback; "
                + "`--onion` sets `127.0.0.1:8081` (docs/operate/endpoints.md).")
        Optional<HostPort> onionListen,

        @Setting("A file with more lines for the tor that `--onion` starts, as bridges where Tor is blocked.")
        Optional<Path> onionTorrc) {}
