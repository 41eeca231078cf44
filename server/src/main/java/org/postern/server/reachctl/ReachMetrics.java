package org.postern.server.reachctl;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import java.time.Duration;
import org.postern.reach.plan.Step;
import org.postern.server.trace.Metrics;

/// What this room counts. No label names a network or a relay.
final class ReachMetrics {
    private final Gauge blocked;
    private final Gauge incidents;
    private final Gauge closed;
    private final Counter steps;
    private final Counter resets;
    private final Counter notices;
    private final Histogram judging;

    ReachMetrics(Metrics metrics, Tally tally, Roster roster, MailHosts hosts) {
        metrics.gauge("postern_reach_counted_pairs", "Pairs of a network and a relay counted now.", tally::places);
        metrics.gauge("postern_reach_not_counted", "Sightings that found no room, ever.", tally::notCounted);
        metrics.gauge("postern_reach_networks", "Networks that are remembered.", roster::size);
        metrics.gauge("postern_reach_mail_hosts", "Mail hosts known for reverse paths.", hosts::size);
        blocked = metrics.gauge(
                "postern_reach_blocked_pairs", "Pairs of a network and a relay judged blocked.", new String[0]);
        closed = metrics.gauge(
                "postern_reach_closed_relays", "Relays at whose port 25 none of our places is let in.", new String[0]);
        incidents = metrics.gauge("postern_reach_incidents", "Networks that block us now.", new String[0]);
        steps = metrics.counter("postern_reach_steps", "Steps taken by the planner.", "kind");
        resets = metrics.counter("postern_reach_resets", "Silent sessions ended by a reset.");
        notices = metrics.counter("postern_reach_notices", "Times the operator was told.");
        judging = metrics.seconds("postern_reach_judging_seconds", "Rounds of judging and acting.");
    }

    void judged(Duration took, int blockedPairs, int open) {
        judging.observe(took.toNanos() / 1e9);
        blocked.set(blockedPairs);
        incidents.set(open);
    }

    void closed(int relays) {
        closed.set(relays);
    }

    void took(Step step) {
        steps.labelValues(step.getClass().getSimpleName()).inc();
    }

    void reset(int sessions) {
        resets.inc(sessions);
    }

    void told() {
        notices.inc();
    }
}
