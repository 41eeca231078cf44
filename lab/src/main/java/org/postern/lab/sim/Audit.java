package org.postern.lab.sim;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postern.lab.sim.Household.Resident;
import org.postern.lab.sim.Journal.Acceptance;
import org.postern.wire.address.MailAddress;

/// Holds what was promised against what is there, when everything has come to rest.
final class Audit {
    private static final long SETTLED = Duration.ofMinutes(30).toNanos();

    private final Journal journal;
    private final List<Person> people;
    private final Map<Resident, Set<String>> arrived = new HashMap<>();
    private final Map<Resident, List<String>> reports = new HashMap<>();

    Audit(Journal journal, List<Person> people) {
        this.journal = journal;
        this.people = people;
    }

    void run() {
        people.forEach(this::open);
        journal.kept().forEach(this::nothingAcceptedIsLost);
        journal.sent().forEach(this::everySubmissionLeft);
        noneLeftTwice();
    }

    /// Everything in a mailbox opens, is for its owner and has the right octets.
    private void open(Person person) {
        var memory = person.memory();
        var self = memory.self();
        var tokens = new HashSet<>(memory.destroyedTokens());
        var told = new ArrayList<>(memory.reports());
        person.look();
        for (var text : person.open(memory.known())) {
            if (Memory.isReport(text)) {
                told.add(text);
            } else {
                Mails.token(text).ifPresent(tokens::add);
                mail(self, text);
            }
        }
        told.forEach(report -> report(self, report));
        arrived.put(self, tokens);
        reports.put(self, told);
    }

    private void mail(Resident self, String text) {
        var letter = Mails.token(text).map(journal.letters()::get);
        if (letter.isEmpty()) {
            journal.violation(self.address() + " has a message that nobody wrote");
            return;
        }
        boolean own = letter.get().author().equals(self.address());
        if (!own && letter.get().to().stream().noneMatch(to -> isAt(to, self))) {
            journal.violation(
                    self.address() + " has the mail of another: " + letter.get().token());
        }
        if (!text.endsWith(new String(letter.get().end().toByteArray(), StandardCharsets.ISO_8859_1))) {
            journal.violation(self.address() + " has other octets than were sent: "
                    + letter.get().token());
        }
    }

    private void report(Resident self, String text) {
        var letter = Mails.token(text).map(journal.letters()::get);
        if (letter.isEmpty() || !letter.get().author().equals(self.address())) {
            journal.violation(self.address() + " has a report on the mail of another");
        }
    }

    private void nothingAcceptedIsLost(Journal.Kept kept) {
        var token = kept.letter().token();
        boolean there = resident(kept.to()).map(self -> has(self, token)).orElse(false);
        boolean told = journal.returned().stream()
                .anyMatch(back -> back.token().equals(token) && back.at().equals(kept.returnPath()));
        if (!there && !told) {
            journal.violation("accepted and lost: " + token + " to " + kept.to());
        }
    }

    private boolean has(Resident self, String token) {
        return arrived.getOrDefault(self, Set.of()).contains(token);
    }

    private void everySubmissionLeft(Journal.Sent sent) {
        var token = sent.letter().token();
        for (var to : sent.letter().to()) {
            boolean delivered = resident(to)
                    .map(self -> has(self, token))
                    .orElseGet(() -> journal.acceptances().stream()
                            .anyMatch(taken ->
                                    taken.token().equals(token) && taken.to().equals(to)));
            boolean told = resident(sent.from()).map(reports::get).orElseThrow().stream()
                    .anyMatch(report -> report.contains(token) && report.contains(to.toString()));
            if (!delivered && !told) {
                journal.violation("submitted and lost: " + token + " to " + to);
            }
        }
    }

    /// Twice is allowed only where our side could not know: the reply was never read, or the process ended
    /// before it can have written the result down.
    private void noneLeftTwice() {
        var byRecipient = new HashMap<String, List<Acceptance>>();
        for (var taken : journal.acceptances()) {
            byRecipient
                    .computeIfAbsent(taken.token() + " to " + taken.to(), any -> new ArrayList<>())
                    .add(taken);
        }
        byRecipient.forEach((what, times) -> {
            times.sort(Comparator.comparingLong(Acceptance::atNanos));
            for (int i = 1; i < times.size(); i++) {
                var first = times.get(i - 1);
                long until = Math.min(times.get(i).atNanos(), first.atNanos() + SETTLED);
                boolean crashed = journal.crashes().stream().anyMatch(at -> at >= first.atNanos() && at <= until);
                if (first.replyWasRead() && !crashed) {
                    journal.violation("sent again after its 250 was read: " + what);
                }
            }
        });
    }

    private Optional<Resident> resident(MailAddress address) {
        return people.stream()
                .map(person -> person.memory().self())
                .filter(self -> isAt(address, self))
                .findFirst();
    }

    /// As the server routes it: by itself, by a tag, in any case of letters, or as postmaster.
    private boolean isAt(MailAddress address, Resident self) {
        if (!address.domain().equals(Household.HOME)) {
            return false;
        }
        var local = address.canonical().local();
        var first = people.getFirst().memory().self();
        return local.equals(self.address().local()) || (local.equals("postmaster") && self.equals(first));
    }
}
