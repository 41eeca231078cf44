package org.postern.server.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.postern.server.accounts.AccountId;
import org.postern.server.accounts.Accounts.Route.ToAccount;
import org.postern.server.intake.Arrival;
import org.postern.server.intake.Reports;
import org.postern.server.mailstore.Changes;
import org.postern.server.time.ManualClock;
import org.postern.wire.Octets;
import org.postern.wire.address.Domain;
import org.postern.wire.address.MailAddress;
import org.postern.wire.smtp.RecipientParameters;

class ArrivalReportsTest {
    private final List<Submission> sent = new ArrayList<>();
    private final ArrivalReports reports =
            new ArrivalReports(new Recorded(), new Domain("mx.example.org"), new ManualClock());

    /// THREAT T-13
    @Test
    void a_hundred_recipients_make_one_report() {
        var lines = IntStream.range(0, 100)
                .mapToObj(i -> line("r" + i + "@example.org"))
                .toList();

        reports.send(arrival(lines), lines);

        assertThat(sent).singleElement().satisfies(report -> {
            assertThat(report.mailFrom()).isEmpty();
            var text = new String(report.parcels().getFirst().message().toByteArray(), StandardCharsets.UTF_8);
            assertThat(text).contains("Final-Recipient: rfc822; r0@example.org", "rfc822; r99@example.org");
        });
    }

    private static Reports.Line line(String address) {
        var to = new ToAccount(new AccountId(1), MailAddress.parse(address).orElseThrow());
        return new Reports.Line(to, RecipientParameters.none(), Reports.Fate.DELIVERED);
    }

    private static Arrival arrival(List<Reports.Line> lines) {
        return new Arrival(
                MailAddress.parse("victim@elsewhere.example"),
                lines.stream().map(Reports.Line::to).toList(),
                Octets.ascii("Subject: x\r\n\r\nbody\r\n"),
                new Arrival.Origin.Peer(InetAddress.ofLiteral("192.0.2.1"), "x", "ESMTP", Optional.empty()));
    }

    private final class Recorded implements Queue {
        @Override
        public List<Offered> offer(List<Submission> submissions) {
            return submissions.stream()
                    .map(submission -> (Offered) new Offered.Taken(submit(submission)))
                    .toList();
        }

        @Override
        public SubmissionId submit(Submission submission) {
            sent.add(submission);
            return new SubmissionId(sent.size());
        }

        @Override
        public long state(AccountId account) {
            return 0;
        }

        @Override
        public List<SubmissionNote> submissions(AccountId account, Optional<Collection<SubmissionId>> ids) {
            return List.of();
        }

        @Override
        public Changes<SubmissionId> changes(AccountId account, long since, int max) {
            return new Changes.CannotTell<>();
        }
    }
}
