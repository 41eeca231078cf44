package org.postern.server.admin;

import java.util.List;
import org.postern.server.reachctl.Desk;

/// `postern reach …`
public final class ReachOrders {
    private final Desk desk;

    public ReachOrders(Desk desk) {
        this.desk = desk;
    }

    public List<Order> all() {
        return List.of(
                new Order("reach status", "", words -> answer(desk.status())),
                new Order("reach steps", "", words -> answer(desk.steps())),
                new Order("reach undo", "STEP-NUMBER", words -> answer(desk.undo(words.getFirst()))),
                new Order("reach pin", "STEP", words -> answer(desk.pin(words))),
                new Order("reach forbid", "STEP", words -> answer(desk.forbid(words))),
                new Order("reach allow", "STEP", words -> answer(desk.allow(words))),
                new Order("reach rules", "", words -> answer(desk.rules())),
                new Order("reach partner", "RELAY", words -> answer(desk.partner(words.getFirst(), true))),
                new Order("reach unpartner", "RELAY", words -> answer(desk.partner(words.getFirst(), false))),
                new Order("reach networks", "", words -> answer(desk.networks())),
                new Order("reach look", "NETWORK RELAY", words -> answer(desk.look(words.get(0), words.get(1)))));
    }

    private static Answer answer(Desk.Said said) {
        return said.refused() ? new Answer.Refused(String.join("\n", said.lines())) : new Answer.Done(said.lines());
    }
}
