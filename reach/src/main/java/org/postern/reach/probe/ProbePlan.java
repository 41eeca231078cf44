package org.postern.reach.probe;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/// What a probe tries.
///
/// @param mailNames MX names of the service: looked up, and asked for in TLS
/// @param addresses tried besides those that the look-ups give
/// @param neutralName asked for in TLS beside ours; a name that nobody blocks
/// @param ports where 25, 465 and 443 really are
/// @param patience for a connection, and for each answer
/// @param ladder octets sent through one connection, in steps
public record ProbePlan(
        List<String> mailNames,
        List<InetAddress> addresses,
        String neutralName,
        Ports ports,
        Duration patience,
        List<Integer> ladder) {
    /// @param https 443, as the other two
    public record Ports(int smtp, int submissions, int https) {
        public static Ports standard() {
            return new Ports(ProbeReport.SMTP, ProbeReport.SUBMISSIONS, ProbeReport.HTTPS);
        }
    }

    /// Past the 16 to 20 KB at which known freezes hold, short of the 100 commands at which Postfix
    /// begins to mind.
    public static List<Integer> usualLadder() {
        return List.of(1_000, 4_000, 16_000, 32_000);
    }
}
