package org.postern.server.reachctl;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.postern.reach.RelayId;
import org.postern.reach.SourceNetwork;
import org.postern.reach.plan.EgressTable;
import org.postern.reach.plan.Pool;
import org.postern.reach.plan.Pool.Standing;
import org.postern.reach.plan.Step;
import org.postern.server.reachctl.StepBook.Author;
import org.postern.server.trace.Field;
import org.postern.server.trace.Trace;

/// Does what the planner or a person says, and undoes it.
final class Repairs {
    private static final Trace TRACE = Trace.of(Repairs.class);

    private final StepBook book;
    private final Hands hands;
    private final EgressTable egress;

    /// What a step may move.
    ///
    /// @param standing sets how a relay stands, where there is one
    /// @param silence ends silent sessions of a network by a relay
    /// @param look at once, by every other signal
    /// @param publish makes a new endpoint list of the pool
    record Hands(
            BiConsumer<RelayId, Standing> standing,
            Consumer<Step.ResetSilent> silence,
            Consumer<Step.LookNow> look,
            Consumer<Pool> publish) {}

    Repairs(StepBook book, EgressTable egress, Hands hands) {
        this.book = book;
        this.hands = hands;
        this.egress = egress;
        book.routes().forEach((network, by) -> egress.route(network, Optional.of(by)));
    }

    /// @param pool as it is now
    /// @return the number of the step; 0 when it left no trace
    long take(Step step, String reason, Author author, Pool pool, Instant now) {
        switch (step) {
            case Step.BringUp up -> hands.standing().accept(up.relay(), Standing.SERVING);
            case Step.Retire down -> hands.standing().accept(down.relay(), Standing.RETIRED);
            case Step.RouteVia via -> egress.route(via.destination(), via.egress());
            case Step.ResetSilent ended -> hands.silence().accept(ended);
            case Step.LookNow look -> hands.look().accept(look);
            case Step.PublishEndpoints _ -> publish(pool);
            case Step.Withdraw _, Step.Restore _ -> {} // in force once it is in the book
        }
        long number = book.take(step, reason, author, now);
        if (number > 0) {
            TRACE.event(
                    "a step was taken",
                    Field.id("step", number),
                    Field.word("kind", step.getClass().getSimpleName()),
                    Field.word("author", author));
        }
        return number;
    }

    private void publish(Pool pool) {
        hands.publish().accept(pool);
        book.published(pool.members().stream()
                .filter(member -> member.standing() == Standing.SERVING)
                .map(member -> member.relay().id())
                .collect(Collectors.toSet()));
    }

    /// A person takes a step back: the opposite is done, and the planner never takes it again
    /// until the person allows it.
    ///
    /// @return what was done; empty when the step cannot be undone
    Optional<Step> undo(StepBook.Written written, Pool pool, Instant now) {
        var back = opposite(written.step());
        back.ifPresent(step -> {
            book.rule(StepBook.FORBIDDEN, StepText.of(written.step()), true);
            book.rule(StepBook.PINNED, StepText.of(written.step()), false);
            take(step, "Step " + written.number() + " was undone by the operator.", Author.OPERATOR, pool, now);
            book.markUndone(written.number());
            if (written.step() instanceof Step.BringUp up) {
                hands.standing().accept(up.relay(), Standing.SPARE); // as it was before
            }
        });
        return back;
    }

    private static Optional<Step> opposite(Step step) {
        return switch (step) {
            case Step.Withdraw(var network, var relay, var address) ->
                Optional.of(new Step.Restore(network, relay, address));
            case Step.Restore(var network, var relay, var address) ->
                Optional.of(new Step.Withdraw(network, relay, address));
            case Step.BringUp up -> Optional.of(new Step.Retire(up.relay()));
            case Step.Retire down -> Optional.of(new Step.BringUp(down.relay()));
            case Step.RouteVia via -> Optional.of(new Step.RouteVia(via.destination(), Optional.empty()));
            case Step.ResetSilent _, Step.LookNow _, Step.PublishEndpoints _ -> Optional.empty();
        };
    }

    /// Steps of the planner about a network that stand, newest first.
    static List<StepBook.Written> about(List<StepBook.Written> steps, SourceNetwork network) {
        return steps.stream()
                .filter(step -> step.author() == Author.PLANNER && !step.undone())
                .filter(step -> switch (step.step()) {
                    case Step.Withdraw gone -> gone.from().equals(network);
                    case Step.Restore back -> back.to().equals(network);
                    case Step.RouteVia via -> via.destination().equals(network);
                    case Step.BringUp _, Step.Retire _ -> true;
                    case Step.ResetSilent _, Step.LookNow _, Step.PublishEndpoints _ -> false;
                })
                .toList();
    }
}
