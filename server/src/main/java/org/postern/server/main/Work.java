package org.postern.server.main;

import java.util.Deque;
import org.postern.seal.Sealer;
import org.postern.server.endpoints.Publication;
import org.postern.server.intake.Intake;
import org.postern.server.intake.SealingIntake;
import org.postern.server.intake.Step;
import org.postern.server.net.DirectDialer;
import org.postern.server.net.MemoryBudget;
import org.postern.server.net.Names;
import org.postern.server.net.Resolver;
import org.postern.server.notary.DkimSigner;
import org.postern.server.queue.ArrivalReports;
import org.postern.server.queue.DurableQueue;
import org.postern.server.reachctl.ReachControl;
import org.postern.server.relays.Egress;
import org.postern.server.relays.EgressDialer;
import org.postern.server.smtpout.Courier;

/// The rooms that work, opened; nothing leaves before the queue is started.
///
/// @param memory for mail in flight
record Work(
        Names names,
        Sealer sealer,
        MemoryBudget memory,
        Intake intake,
        Publication publication,
        ReachControl reach,
        DurableQueue queue) {
    /// @param open gets what is to be closed, last first
    static Work open(Node.Base base, Keepers keepers, Deque<AutoCloseable> open) {
        var names = new Resolver(base.settings().names(), base.clock());
        var memory = MemoryBudget.within(base.settings().smtp().memory().bytes(), 2);
        var reports = new LateReports();
        var sealer = Sealer.standard();
        var intake = intake(base, keepers, sealer, memory, reports);
        open.push(intake);
        var publication = ReachingUs.publication(base, keepers);
        var reach = Reaching.open(base, keepers, names, intake, publication);
        open.push(reach);
        var queue = queue(base, keepers, names, intake, reach.egress());
        open.push(queue);
        reports.goTo(new ArrivalReports(queue, base.self(), base.clock())::send);
        return new Work(names, sealer, memory, intake, publication, reach, queue);
    }

    private static SealingIntake intake(
            Node.Base base, Keepers keepers, Sealer sealer, MemoryBudget memory, LateReports reports) {
        return new SealingIntake(new SealingIntake.Parts(
                base.settings().intake(),
                base.self().name(),
                Step.standard(),
                keepers.directory(),
                keepers.accounts(),
                sealer,
                keepers.mailstore(),
                reports,
                memory,
                base.clock()));
    }

    private static DurableQueue queue(
            Node.Base base, Keepers keepers, Names names, SealingIntake intake, Egress egress) {
        var courier = new Courier(new Courier.Parts(
                names,
                new EgressDialer(new DirectDialer(base.clock()), keepers.relays(), egress, base.clock()),
                base.clock(),
                base.random(),
                base.self(),
                base.settings().delivery(),
                base.settings().deliveryTimes(),
                base.metrics()));
        return new DurableQueue(new DurableQueue.Parts(
                keepers.database(),
                keepers.blobs(),
                keepers.accounts(),
                intake,
                courier,
                new DkimSigner(keepers.dkim(), base.clock()),
                keepers.events(),
                base.clock(),
                base.random(),
                base.random(),
                base.self(),
                base.settings().queue(),
                base.metrics()));
    }
}
