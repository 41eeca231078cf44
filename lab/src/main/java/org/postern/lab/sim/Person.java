package org.postern.lab.sim;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.postern.lab.sim.Household.Resident;
import org.postern.lab.sim.Journal.Letter;
import org.postern.seal.Sealer;
import org.postern.seal.ThreadHash;
import org.postern.server.db.StoreBroken;
import org.postern.server.mailstore.Appended;
import org.postern.server.mailstore.Edit;
import org.postern.server.mailstore.EmailEdits;
import org.postern.server.mailstore.EmailId;
import org.postern.server.mailstore.MailboxEdits;
import org.postern.server.mailstore.MailboxId;
import org.postern.server.mailstore.Mailstore;
import org.postern.server.mailstore.NewEmail;
import org.postern.server.mailstore.NewEmail.Folder;
import org.postern.server.mailstore.Role;
import org.postern.server.queue.Offered;
import org.postern.server.queue.Submission;
import org.postern.wire.Octets;
import org.postern.wire.address.MailAddress;
import org.postern.wire.mime.SummaryReader;

/// A user of the server: looks, deletes, moves, makes folders, writes; and remembers what was there, to
/// notice when the server does not.
final class Person {
    private final World world;
    private final Site site;
    private final Journal journal;
    private final Mails mails;
    private final Random random;
    private final Resident self;
    private final Memory memory;
    private boolean writes = true;

    /// What a person needs of the world.
    record Parts(World world, Site site, Journal journal, Mails mails, Random random) {}

    Person(Parts parts, Resident self) {
        world = parts.world();
        site = parts.site();
        journal = parts.journal();
        mails = parts.mails();
        random = parts.random();
        this.self = self;
        memory = new Memory(self, journal);
    }

    Memory memory() {
        return memory;
    }

    /// Goes on reading, but sends nothing any more.
    void writesNoMore() {
        writes = false;
    }

    /// @param others whom to write to
    void live(List<MailAddress> others) {
        while (true) {
            world.pause(Duration.ofMinutes((writes ? 1 : 8) * (15L + random.nextInt(120))));
            look();
            switch (random.nextInt(8)) {
                case 0, 1 -> destroySome();
                case 2 -> moveSome();
                case 3 -> folders();
                case 4, 5 -> {
                    if (writes) {
                        write(others);
                    }
                }
                default -> markSome();
            }
        }
    }

    /// Asks for everything and holds it against what is remembered.
    void look() {
        long since = memory.state();
        ask(process -> process.mailstore().read(self.account(), snapshot -> View.of(snapshot, since)))
                .ifPresent(memory::compare);
    }

    private void destroySome() {
        boolean tight = ask(process -> process.mailstore().usage(self.account()))
                .map(usage -> usage.usedBytes() * 2 > usage.quotaBytes())
                .orElse(false);
        var some = some(tight ? 40 : 8);
        for (var opened : open(some)) {
            memory.remember(opened);
        }
        memory.doubt(some);
        edit(new EmailEdits(OptionalLong.empty(), List.of(), some)).ifPresent(result -> {
            if (result instanceof EmailEdits.Result.Applied applied) {
                applied.outcomes().forEach((id, outcome) -> memory.destroyed(id));
            }
        });
        journal.note(self.address().local() + " destroys " + some.size());
    }

    /// The messages as they can be read now.
    List<String> open(List<EmailId> ids) {
        return ask(server -> texts(server, ids)).orElseGet(List::of);
    }

    private List<String> texts(Life server, List<EmailId> ids) {
        var emails = server.mailstore().read(self.account(), snapshot -> snapshot.emails(ids));
        var openings = server.mailstore().read(self.account(), snapshot -> snapshot.openings(ids));
        return emails.stream()
                .flatMap(email -> Optional.ofNullable(openings.get(email.id()))
                        .flatMap(opening -> self.opener()
                                .open(opening.key(), server.mailstore().body(email)))
                        .or(() -> {
                            journal.violation(self.address() + " cannot open " + email.id());
                            return Optional.empty();
                        })
                        .stream())
                .map(octets -> new String(octets.toByteArray(), StandardCharsets.ISO_8859_1))
                .toList();
    }

    private void moveSome() {
        var folders = memory.mailboxes();
        var some = some(5);
        if (folders.isEmpty() || some.isEmpty()) {
            return;
        }
        var to = folders.get(random.nextInt(folders.size()));
        update(some, new Edit.Replace<>(Set.of(to)), new Edit.Keep<>());
    }

    private void markSome() {
        update(some(6), new Edit.Keep<>(), new Edit.Patch<>(Set.of("$seen"), Set.of("$flagged")));
    }

    private void update(List<EmailId> some, Edit<MailboxId> mailboxes, Edit<String> keywords) {
        var updates = some.stream()
                .map(id -> new EmailEdits.Update(id, mailboxes, keywords, Optional.empty()))
                .toList();
        edit(new EmailEdits(OptionalLong.empty(), updates, List.of()));
    }

    private Optional<EmailEdits.Result> edit(EmailEdits edits) {
        return ask(process -> process.mailstore().edit(self.account(), edits));
    }

    /// Makes a folder, or destroys one that is empty.
    private void folders() {
        var extra = memory.extraFolders();
        boolean destroy = !extra.isEmpty() && random.nextBoolean();
        var create = new MailboxEdits.Create(Optional.empty(), Octets.of(new byte[60]), 0, true);
        var edits = new MailboxEdits(
                OptionalLong.empty(),
                destroy || extra.size() > 5 ? Map.of() : Map.of("a", create),
                List.of(),
                destroy ? List.of(new MailboxEdits.Destroy(extra.getFirst(), false)) : List.of());
        ask(process -> process.mailstore().edit(self.account(), edits));
    }

    private void write(List<MailAddress> others) {
        var to = new LinkedHashSet<MailAddress>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            to.add(others.get(random.nextInt(others.size())));
        }
        var letter = mails.fromUser(self.address(), List.copyOf(to));
        journal.written(letter);
        var copy = ask(process ->
                process.mailstore().append(List.of(sentCopy(process, letter))).getFirst());
        if (copy.isPresent() && copy.get() instanceof Appended.Kept kept) {
            var owner = new Submission.Owner(self.account(), kept.id(), kept.thread());
            ask(process -> process.queue().offer(submission(owner, letter))).ifPresent(offered -> {
                if (offered instanceof Offered.Taken) {
                    journal.sent(new Journal.Sent(letter, self.address()));
                }
            });
        }
    }

    private Submission submission(Submission.Owner owner, Letter letter) {
        var to = letter.to().stream()
                .map(each -> new Submission.To(each, Submission.Notify.usual(), Optional.empty()))
                .toList();
        var parcel = new Submission.Parcel(letter.octets(), to);
        return new Submission(Optional.of(owner), Optional.of(self.address()), List.of(parcel));
    }

    /// As the user's client makes it.
    private Mailstore.Delivery sentCopy(Life process, Letter letter) {
        var octets = letter.octets();
        var summary = SummaryReader.read(octets, Optional.of(self.address()), List.of());
        var sealed = Sealer.standard().seal(self.keys().v6(), summary.toJson(), octets);
        var hash = ThreadHash.of(
                Octets.of(process.accounts().threadKey(self.account())), summary.threadRoot(), random::nextBytes);
        return new Mailstore.Delivery(
                self.account(),
                new NewEmail(
                        sealed,
                        hash,
                        Set.of(new Folder.ByRole(Role.SENT)),
                        Set.of("$seen"),
                        SimClock.START.plusNanos(world.nanos())));
    }

    private List<EmailId> some(int most) {
        return memory.known().stream().limit(1 + random.nextInt(most)).toList();
    }

    /// What the server says; empty when it is not there, broke, or ended before it could say.
    private <T> Optional<T> ask(Function<Life, T> question) {
        var process = site.up();
        if (process.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(question.apply(process.get()));
        } catch (World.Died gone) {
            if (!process.get().peril().isDead()) {
                throw gone;
            }
        } catch (StoreBroken broken) {
            journal.note(self.address().local() + " is told that the store is broken");
        }
        return Optional.empty();
    }
}
