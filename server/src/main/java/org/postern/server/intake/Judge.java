package org.postern.server.intake;

import java.util.List;
import org.postern.server.mailstore.Role;

/// Decides from findings alone: no clock, no store, no network.
final class Judge {
    private final IntakeSettings settings;

    Judge(IntakeSettings settings) {
        this.settings = settings;
    }

    /// Refusal goes before deferral, deferral before acceptance, junk before inbox.
    Verdict judge(List<Finding> findings) {
        Verdict verdict = new Verdict.Accept(Role.INBOX);
        for (var finding : findings) {
            var one = judge(finding);
            if (rank(one) > rank(verdict)) {
                verdict = one;
            }
        }
        return verdict;
    }

    private Verdict judge(Finding finding) {
        return switch (finding) {
            // THREAT T-14: RFC 5321 §6.3
            case Finding.Hops hops
            when hops.count() > settings.hops() ->
                new Verdict.Refuse(new Outcome.Refused(554, "5.4.6", "The message goes in a circle"));
            case Finding.Weight weight
            when weight.sizeBytes() > settings.messageSize().bytes() ->
                new Verdict.Refuse(new Outcome.Refused(552, "5.3.4", "The message is too large"));
            // Several authors in several fields are how senders hide from DMARC (RFC 7489 §6.6.1).
            case Finding.Authors authors when authors.authors() > 1 -> new Verdict.Accept(Role.JUNK);
            case Finding.Hops few -> new Verdict.Accept(Role.INBOX);
            case Finding.Weight light -> new Verdict.Accept(Role.INBOX);
            case Finding.Authors one -> new Verdict.Accept(Role.INBOX);
            case Finding.Authentication noted -> new Verdict.Accept(Role.INBOX);
        };
    }

    private static int rank(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Refuse no -> 3;
            case Verdict.Defer later -> 2;
            case Verdict.Accept accept -> accept.folder() == Role.JUNK ? 1 : 0;
        };
    }
}
