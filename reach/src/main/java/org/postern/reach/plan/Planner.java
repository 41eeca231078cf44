package org.postern.reach.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;

/// Says what to do. Pure: the same situation gives the same steps.
///
/// It never empties a network's answer, and never retires a relay: what one network says of a relay
/// touches that network's answers only, and the rest is a person's to decide (THREAT T-42).
public final class Planner {
    private final Limits limits;
    private final Ration ration;

    public Planner(Limits limits, Ration ration) {
        this.limits = limits;
        this.ration = ration;
    }

    /// The steps to take now, most urgent first, each once. Nothing that a person forbade, or that would
    /// undo what a person pinned. What is already so is not said again.
    public List<Planned> plan(Situation situation) {
        var answers = new AnswerSteps(situation, limits, ration).steps();
        var spares = new SpareSteps(situation, limits, ration).steps();
        var looks = new LookSteps(situation, limits).steps();
        var routes = new RouteSteps(situation, limits).steps();
        var planned = new ArrayList<Planned>();
        Stream.of(answers, spares, looks, routes)
                .flatMap(List::stream)
                .filter(step -> situation.orders().allow(step.step()))
                .forEach(planned::add);
        new PublishStep(situation, limits).after(planned).ifPresent(planned::add);
        return once(planned);
    }

    private static List<Planned> once(List<Planned> planned) {
        var once = new LinkedHashMap<Step, Planned>();
        planned.forEach(step -> once.putIfAbsent(step.step(), step));
        return List.copyOf(once.values());
    }
}
