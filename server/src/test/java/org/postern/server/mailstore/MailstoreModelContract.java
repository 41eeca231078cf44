package org.postern.server.mailstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.server.mailstore.MailModel.Message;

/// After random changes by seed every count, list and report of changes of an engine of [Mailstore] is
/// that of a model which counts afresh each time.
public abstract class MailstoreModelContract extends MailstoreFixture {
    private static final int CHANGES = 120;

    private final List<MailboxId> boxes = new ArrayList<>();
    private MailModel model;
    private Random random;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void counts_lists_and_changes_are_those_of_the_model(long seed) {
        random = new Random(seed);
        model = new MailModel(box(ADA, Role.TRASH).id());
        boxes.addAll(List.of(box(ADA, Role.INBOX).id(), box(ADA, Role.TRASH).id(), made(create(Optional.empty()))));
        var client = new Client();

        for (int i = 0; i < CHANGES; i++) {
            changeSomething(i);
            if (i % 4 == 0) {
                client.catchUp();
            }
        }

        client.catchUp();
        assertStoreIsModel();
        emptyAndCheck();
    }

    private void changeSomething(int i) {
        int dice = random.nextInt(10);
        var all = model.all();
        if (dice < 4 || all.isEmpty()) {
            arrive(i);
        } else if (dice < 6) {
            change(pick(all), new Edit.Replace<>(someBoxes()), new Edit.Keep<>());
        } else if (dice < 8) {
            change(pick(all), new Edit.Keep<>(), new Edit.Replace<>(someKeywords()));
        } else if (dice == 8) {
            change(pick(all), new Edit.Replace<>(someBoxes()), new Edit.Replace<>(someKeywords()));
        } else {
            var gone = pick(all);
            assertThat(destroy(ADA, gone.id())).isEqualTo(EmailEdits.Outcome.DONE);
            model.remove(gone.id());
        }
    }

    private void arrive(int i) {
        var letter = message("m" + i, random.nextInt(6));
        var into = someBoxes();
        var keywords = someKeywords();
        var at = NOON.plusSeconds(random.nextInt(20)); // ties are likely
        var folders = new HashSet<NewEmail.Folder>();
        into.forEach(id -> folders.add(new NewEmail.Folder.ById(id)));
        var kept = keep(ADA, new NewEmail(letter.sealed(), hash(letter.thread()), folders, keywords, at));
        assertThat(kept.uids().keySet()).isEqualTo(into);
        model.put(new Message(kept.id(), kept.thread(), into, keywords, at));
    }

    private void change(Message message, Edit<MailboxId> into, Edit<String> keywords) {
        assertThat(edit(ADA, new EmailEdits.Update(message.id(), into, keywords, Optional.empty())))
                .isEqualTo(EmailEdits.Outcome.DONE);
        model.put(new Message(
                message.id(),
                message.thread(),
                into instanceof Edit.Replace<MailboxId> replace ? replace.with() : message.mailboxes(),
                keywords instanceof Edit.Replace<String> replace ? replace.with() : message.keywords(),
                message.receivedAt()));
    }

    private Message pick(List<Message> all) {
        return all.get(random.nextInt(all.size()));
    }

    private Set<MailboxId> someBoxes() {
        var some = new HashSet<MailboxId>();
        some.add(boxes.get(random.nextInt(boxes.size())));
        if (random.nextBoolean()) {
            some.add(boxes.get(random.nextInt(boxes.size())));
        }
        return Set.copyOf(some);
    }

    private Set<String> someKeywords() {
        var some = new HashSet<String>();
        for (var word : List.of("$seen", "$draft", "$flagged", "work")) {
            if (random.nextInt(3) == 0) {
                some.add(word);
            }
        }
        return Set.copyOf(some);
    }

    private void assertStoreIsModel() {
        for (var id : boxes) {
            var stored = mailboxes(ADA).stream()
                    .filter(box -> box.id().equals(id))
                    .findFirst()
                    .orElseThrow();
            assertThat(stored.counts()).isEqualTo(model.counts(id));
            for (boolean collapsed : new boolean[] {false, true}) {
                assertThat(ids(ADA, inMailbox(id, collapsed))).isEqualTo(model.newest(id, collapsed));
                assertThat(ids(ADA, compiled(id, collapsed))).isEqualTo(model.newest(id, collapsed));
            }
        }
        for (var message : model.all()) {
            var stored = email(ADA, message.id());
            assertThat(stored.keywords()).isEqualTo(message.keywords());
            assertThat(stored.uids().keySet()).isEqualTo(message.mailboxes());
        }
    }

    /// The same list by the way that every other query takes.
    private static EmailQuery compiled(MailboxId id, boolean collapsed) {
        return new EmailQuery(
                new EmailFilter.And(List.of(new EmailFilter.InMailbox(id), new EmailFilter.MinSize(0))),
                List.of(),
                collapsed);
    }

    private void emptyAndCheck() {
        model.all().forEach(message -> destroy(ADA, message.id()));
        for (var box : mailboxes(ADA)) {
            assertThat(box.counts()).isEqualTo(new Mailbox.Counts(0, 0, 0, 0));
        }
        assertThat(store.usage(ADA).usedBytes()).isZero();
    }

    /// Knows only what it was told since it last asked.
    private final class Client {
        private final Map<EmailQuery, List<EmailId>> lists = new HashMap<>();
        private final Set<EmailId> emails = new HashSet<>();
        private final Set<ThreadId> threads = new HashSet<>();
        private long state = state(ADA);

        Client() {
            for (var id : boxes) {
                lists.put(inMailbox(id, false), List.of());
                lists.put(inMailbox(id, true), List.of());
            }
        }

        void catchUp() {
            long from = state;
            assertThat(state(ADA)).isGreaterThanOrEqualTo(from);
            follow(from);
            for (var entry : lists.entrySet()) {
                var moved =
                        store.read(ADA, snapshot -> snapshot.queryChanges(entry.getKey(), from, OptionalLong.empty()));
                entry.setValue(MailModel.spliced(entry.getValue(), (EmailQuery.Moved.Delta) moved));
                var in = (EmailFilter.InMailbox) entry.getKey().filter();
                assertThat(entry.getValue())
                        .isEqualTo(model.newest(in.id(), entry.getKey().collapseThreads()));
            }
        }

        private void follow(long from) {
            boolean more = true;
            while (more) {
                long at = state;
                var changes = since(store.read(ADA, snapshot -> snapshot.emailChanges(at, 2)));
                assertThat(changes.created()).noneMatch(emails::contains);
                emails.addAll(changes.created());
                emails.removeAll(changes.destroyed());
                state = changes.newState();
                more = changes.hasMore();
            }
            var changed = since(store.read(ADA, snapshot -> snapshot.threadChanges(from, 1000)));
            threads.addAll(changed.created());
            threads.removeAll(changed.destroyed());
            assertThat(emails)
                    .isEqualTo(
                            new HashSet<>(model.all().stream().map(Message::id).toList()));
            assertThat(threads).isEqualTo(model.threads().keySet());
        }
    }
}
