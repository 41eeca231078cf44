package org.postern.server.mailstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.postern.server.events.Change;
import org.postern.server.events.Change.Kind;
import org.postern.server.mailstore.EmailQuery.Window;

/// How every engine of [Mailstore] tells of states, changes and lists.
public abstract class MailstoreStateContract extends MailstoreFixture {
    @Test
    void edits_for_another_state_change_nothing() {
        var kept = keep(ADA, message("a", 1), Role.INBOX);

        var result = store.edit(ADA, new EmailEdits(OptionalLong.of(kept.state() - 1), List.of(), List.of(kept.id())));

        assertThat(result).isEqualTo(new EmailEdits.Result.StateMismatch(kept.state()));
        assertThat(email(ADA, kept.id())).isNotNull();
    }

    @Test
    void an_edit_that_changes_nothing_gives_no_new_state() {
        var kept = keep(ADA, message("a", 1), Role.INBOX);
        published.clear();

        edit(ADA, new EmailEdits.Update(kept.id(), new Edit.Keep<>(), remove("$seen"), Optional.empty()));

        assertThat(state(ADA)).isEqualTo(kept.state());
        assertThat(published).isEmpty();
    }

    @Test
    void changes_are_told_in_pieces_that_add_up() {
        long start = state(ADA);
        var first = keep(ADA, message("a", 1), Role.INBOX);
        var second = keep(ADA, message("b", 2), Role.INBOX);
        long middle = state(ADA);
        var third = keep(ADA, message("c", 3), Role.INBOX);
        edit(ADA, new EmailEdits.Update(first.id(), new Edit.Keep<>(), add("$seen"), Optional.empty()));
        destroy(ADA, second.id());

        var fromStart = since(store.read(ADA, snapshot -> snapshot.emailChanges(start, 100)));
        var fromMiddle = since(store.read(ADA, snapshot -> snapshot.emailChanges(middle, 100)));
        var piece = since(store.read(ADA, snapshot -> snapshot.emailChanges(start, 1)));
        var rest = since(store.read(ADA, snapshot -> snapshot.emailChanges(piece.newState(), 100)));

        assertThat(fromStart.created()).containsExactly(first.id(), third.id());
        assertThat(fromStart.updated()).isEmpty();
        assertThat(fromStart.destroyed()).isEmpty(); // came and went since
        assertThat(fromMiddle.created()).containsExactly(third.id());
        assertThat(fromMiddle.updated()).containsExactly(first.id());
        assertThat(fromMiddle.destroyed()).containsExactly(second.id());
        assertThat(piece.hasMore()).isTrue();
        assertThat(piece.created()).containsExactly(first.id());
        assertThat(rest.created()).containsExactly(third.id());
        assertThat(rest.updated()).containsExactly(first.id());
        assertThat(rest.newState()).isEqualTo(state(ADA));
        assertThat(store.<Changes<EmailId>>read(ADA, snapshot -> snapshot.emailChanges(snapshot.state() + 1, 1)))
                .isInstanceOf(Changes.CannotTell.class);
    }

    @Test
    void one_edit_of_many_can_be_told_in_pieces_too() {
        var ids = IntStream.range(0, 10)
                .mapToObj(i -> keep(ADA, message("m" + i, i), Role.INBOX).id())
                .toList();
        long before = state(ADA);
        store.edit(
                ADA,
                new EmailEdits(
                        OptionalLong.empty(),
                        ids.stream()
                                .map(id -> new EmailEdits.Update(id, new Edit.Keep<>(), add("$seen"), Optional.empty()))
                                .toList(),
                        List.of()));

        var told = new ArrayList<EmailId>();
        long at = before;
        boolean more = true;
        while (more) {
            long from = at;
            var piece = since(store.read(ADA, snapshot -> snapshot.emailChanges(from, 3)));
            told.addAll(piece.updated());
            at = piece.newState();
            more = piece.hasMore();
        }

        assertThat(told).containsExactlyElementsOf(ids);
        assertThat(at).isEqualTo(state(ADA));
    }

    @Test
    void listeners_hear_what_changed_after_it_is_kept() {
        published.clear();

        var kept = keep(ADA, message("a", 1), Role.INBOX);
        edit(ADA, new EmailEdits.Update(kept.id(), new Edit.Keep<>(), add("$flagged"), Optional.empty()));

        assertThat(published)
                .containsExactly(
                        new Change(
                                ADA, Set.of(Kind.EMAIL, Kind.EMAIL_DELIVERY, Kind.MAILBOX, Kind.THREAD), kept.state()),
                        new Change(ADA, Set.of(Kind.EMAIL), state(ADA)));
    }

    @Test
    void lists_are_windows_by_place_or_round_an_anchor() {
        var ids = IntStream.range(0, 10)
                .mapToObj(
                        i -> keep(ADA, message("m" + i, i), NOON.plusSeconds(i)).id())
                .toList()
                .reversed();
        var query = inMailbox(box(ADA, Role.INBOX).id(), false);

        assertThat(page(query, new Window.At(2, 3))).isEqualTo(found(ids.subList(2, 5), 2));
        assertThat(page(query, new Window.At(-3, 2))).isEqualTo(found(ids.subList(7, 9), 7));
        assertThat(page(query, new Window.At(50, 2))).isEqualTo(found(List.of(), 50));
        assertThat(page(query, new Window.Around(ids.get(5), -2, 3))).isEqualTo(found(ids.subList(3, 6), 3));
        assertThat(page(query, new Window.Around(ids.get(1), -5, 2))).isEqualTo(found(ids.subList(0, 2), 0));
        assertThat(page(query, new Window.Around(new EmailId(999), 0, 3)))
                .isEqualTo(new EmailQuery.Found.AnchorNotFound());
    }
}
