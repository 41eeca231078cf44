package org.postern.server.reachctl;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.postern.server.net.OutwardPost;
import org.postern.server.settings.Setting;
import org.postern.wire.address.MailAddress;

/// Noticing networks that block us, and repairing it (docs/operate/reach.md).
public record ReachSettings(
        @Setting(
                "A file that says which prefix belongs to which network: CSV (`prefix,number,name`) or MMDB. It is read "
                        + "again when it changes. Without it networks are groups of prefixes.")
        Optional<Path> networks,

        @Setting(
                "Addresses at which senders reach this machine itself, without a relay; without any, those of `[dns]`.")
        List<String> ownAddresses,

        @Setting("An account here that gets one mail for each block that is noticed.")
        Optional<String> tell,

        @Setting("An `https` address that each block is posted to as JSON.")
        Optional<String> webhook,

        @Setting(value = "Do what the planner says. `false` only notices and tells.", standard = "true")
        boolean repair,

        @Setting(
                value = "How often in an hour one mail host that we exchange mail with is looked at, from six of our "
                        + "addresses at most, to see whether its network answers each; on suspicion up to twelve times "
                        + "more, which come back at half that rate. 0 for never.",
                standard = "6",
                min = "0",
                max = "60")
        int looksAnHour,

        @Setting(value = "Networks that are remembered at most.", standard = "4000", min = "10", max = "100000")
        int mostNetworks,

        @Setting(value = "Show blocks at `/status` of the page, to anybody.", standard = "true")
        boolean statusPage) {
    public ReachSettings {
        ownAddresses = List.copyOf(ownAddresses);
        ownAddresses.forEach(InetAddress::ofLiteral); // throws, with the text that is none
        if (tell.isPresent() && tell.flatMap(MailAddress::parse).isEmpty()) {
            throw new IllegalArgumentException("'tell' is not an address: '" + tell.get() + "'");
        }
        if (webhook.isPresent() && !OutwardPost.isAllowed(URI.create(webhook.get()))) {
            throw new IllegalArgumentException("'webhook' is not an https address");
        }
    }

    /// As without a configuration.
    public static ReachSettings usual() {
        return new ReachSettings(Optional.empty(), List.of(), Optional.empty(), Optional.empty(), true, 6, 4000, true);
    }
}
