package org.postern.reach.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/// So many of the steps of one kind in a round and no more, whatever is planted (THREAT T-72). Who begins goes round,
/// so that what stands late in the alphabet is not kept out for ever by what stands before it.
final class Turns {
    private final int most;
    private String last = "";

    Turns(int most) {
        this.most = most;
    }

    /// Those whose turn it is: first those after the one that was taken last.
    Set<Planned> of(List<Planned> wanted) {
        var byText = new TreeMap<String, Planned>();
        wanted.forEach(step -> byText.put(step.step().toString(), step));
        var order = new ArrayList<>(byText.tailMap(last, false).values());
        order.addAll(byText.headMap(last, true).values());
        var taken = order.subList(0, Math.min(most, order.size()));
        if (!taken.isEmpty()) {
            last = taken.getLast().step().toString();
        }
        return Set.copyOf(taken);
    }
}
