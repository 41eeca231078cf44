package org.postern.server.reachctl.update;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.postern.server.settings.HostPort;
import org.postern.server.settings.Setting;

/// Moving addresses in a zone that another name server holds, by dynamic update (docs/operate/dns.md).
public record UpdateSettings(
        @Setting("The zone's primary name server, as `192.0.2.53:53`; without it nothing is updated.")
        Optional<HostPort> server,

        @Setting("The zone that the server holds. Needed with a server.")
        Optional<String> zone,

        @Setting(
                value = "Names of hosts that take mail: each gets one address, in order. One label below the zone, or a"
                        + " whole name in it.",
                standard = {"mx1", "mx2", "mx3"})
        List<String> mxNames,

        @Setting("File of the TSIG key by which updates are signed, one line: `hmac-sha256:NAME:BASE64`.")
        Optional<Path> keyFile,

        @Setting(value = "How long the addresses may be kept by resolvers.", standard = "60s", min = "1s", max = "1d")
        Duration ttl,

        @Setting(value = "How often it is looked whether addresses have to move.", standard = "30s", min = "1s")
        Duration every) {}
