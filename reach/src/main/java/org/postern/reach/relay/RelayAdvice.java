package org.postern.reach.relay;

import java.util.stream.Collectors;

/// The lines that make a stock OpenSSH host a relay.
public final class RelayAdvice {
    private RelayAdvice() {}

    /// The one line for `~/.ssh/authorized_keys` of the relay's user (sshd(8), AUTHORIZED_KEYS): nothing
    /// but listening where we ask and connecting to mail ports. `restrict` alone still runs commands.
    public static String authorizedKeysLine(RelayTarget target, RelayKey key) {
        var listens = target.forwards().stream()
                .map(forward -> "permitlisten=\"*:" + forward.port() + "\"")
                .collect(Collectors.joining(","));
        return "restrict,command=\"false\",port-forwarding," + listens + ",permitopen=\"*:25\" " + key.publicLine();
    }

    /// The one line for `/etc/ssh/sshd_config` (sshd_config(5)).
    public static String sshdConfigLine() {
        return "GatewayPorts clientspecified";
    }

    /// What OpenSSH never allows, said before it fails.
    public static String aboutPorts(RelayTarget target) {
        boolean low = target.forwards().stream().anyMatch(forward -> forward.port() < 1024);
        return low && !target.user().equals("root")
                ? "OpenSSH lets only root listen below port 1024: use root@" + target.host()
                        + " (the line above gives no shell), or high ports that the relay's firewall redirects to."
                : "";
    }
}
