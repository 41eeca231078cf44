package org.postern.server.reachctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.postern.reach.SourceNetwork;
import org.postern.reach.plan.LookAllowance;

final class MailHostsTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant TODAY = Instant.parse("2026-03-01T00:00:00Z");
    private static final SourceNetwork THEM = new SourceNetwork.As(64500);

    private final List<HostBook.Known> written = new ArrayList<>();
    private final MailHosts hosts = new MailHosts(4, new SourceGroups(new Random(1)), written::add);

    /// THREAT T-72
    @Test
    void a_host_is_knocked_at_a_few_times_an_hour_and_twelve_times_more_on_suspicion() {
        hosts.heard(THEM, host(1), START);
        int ordinary = 0;
        int urgent = 0;
        for (int second = 0; second < 3600; second += 10) {
            ordinary += hosts.take(THEM, 1, LookAllowance.Reason.ROUTINE, START.plusSeconds(second))
                    .size();
        }
        for (int second = 3600; second < 7200; second += 10) {
            urgent += hosts.take(THEM, 1, LookAllowance.Reason.DOUBT, START.plusSeconds(second))
                    .size();
        }

        assertThat(ordinary).isEqualTo(4);
        assertThat(urgent).isBetween(12, 12 + 4 / 2 + 1);
    }

    @Test
    void ordinary_rounds_go_on_when_the_urgent_ones_are_spent() {
        hosts.heard(THEM, host(1), START);
        for (int minute = 0; minute < 30; minute++) {
            knocks(LookAllowance.Reason.DOUBT, minute);
        }

        int ordinary = 0;
        for (int minute = 30; minute < 90; minute++) {
            ordinary += knocks(LookAllowance.Reason.ROUTINE, minute);
        }
        assertThat(ordinary).isBetween(3, 4);
    }

    @Test
    void suspicions_leave_half_of_the_allowance_to_a_doubt() {
        hosts.heard(THEM, host(1), START);
        int suspicion = 0;
        int doubt = 0;
        for (int minute = 0; minute < 13; minute++) {
            suspicion += knocks(LookAllowance.Reason.SUSPICION, minute);
        }
        for (int minute = 13; minute < 27; minute++) {
            doubt += knocks(LookAllowance.Reason.DOUBT, minute);
        }

        assertThat(suspicion).isEqualTo(6);
        assertThat(doubt).isEqualTo(6);
    }

    @Test
    void one_round_is_of_all_that_the_suspicions_of_a_minute_ask() {
        hosts.heard(THEM, host(1), START);

        assertThat(knocks(LookAllowance.Reason.DOUBT, 0)).isEqualTo(1);
        assertThat(knocks(LookAllowance.Reason.DOUBT, 0)).isZero();
        assertThat(knocks(LookAllowance.Reason.DOUBT, 1)).isEqualTo(1);
    }

    private int knocks(LookAllowance.Reason reason, int minute) {
        return hosts.take(THEM, 1, reason, START.plus(Duration.ofMinutes(minute)))
                .size();
    }

    @Test
    void so_many_hosts_of_a_network_are_known_and_those_that_answer_stay() {
        for (int i = 1; i <= 6; i++) {
            hosts.heard(THEM, host(i), START);
        }
        var first = hosts.take(THEM, 6, LookAllowance.Reason.ROUTINE, START);
        first.forEach(found -> hosts.knocked(THEM, found, found.address().equals(host(3))));

        for (int i = 7; i < 200; i++) {
            hosts.heard(THEM, host(i), START.plusSeconds(i));
        }

        assertThat(hosts.size()).isEqualTo(6);
        assertThat(hosts.take(THEM, 6, LookAllowance.Reason.DOUBT, START.plus(Duration.ofHours(2))))
                .extracting(MailHosts.Found::address)
                .contains(host(3));
    }

    @Test
    void a_host_that_never_answers_is_no_witness() {
        hosts.heard(THEM, host(1), START);
        for (int i = 0; i < 9; i++) {
            hosts.take(THEM, 1, LookAllowance.Reason.DOUBT, START.plus(Duration.ofMinutes(i)))
                    .forEach(found -> hosts.knocked(THEM, found, false));
        }

        assertThat(hosts.take(THEM, 1, LookAllowance.Reason.DOUBT, START.plus(Duration.ofHours(9))))
                .isEmpty();
    }

    @Test
    void of_many_networks_the_one_that_was_not_heard_of_for_longest_is_forgotten() {
        for (int i = 1; i <= 5_001; i++) {
            hosts.heard(new SourceNetwork.As(i), host(1), START);
        }

        assertThat(hosts.networks()).hasSize(5_000).doesNotContain(new SourceNetwork.As(1));
    }

    @Test
    void nobody_is_knocked_at_where_the_operator_says_so() {
        var none = new MailHosts(0, new SourceGroups(new Random(1)), written::add);

        none.heard(THEM, host(1), START);

        assertThat(none.networks()).isEmpty();
    }

    /// THREAT T-40
    @Test
    void only_hosts_that_answer_are_written_down_few_of_a_network_and_by_the_day() {
        for (int i = 1; i <= 6; i++) {
            hosts.heard(THEM, host(i), START);
        }
        var found = hosts.take(THEM, 6, LookAllowance.Reason.ROUTINE, START);

        found.forEach(host -> hosts.knocked(THEM, host, !host.address().equals(host(1))));

        assertThat(written).hasSize(3).doesNotContain(new HostBook.Known(host(1), TODAY));
        assertThat(written).allMatch(known -> known.day().equals(TODAY));
    }

    @Test
    void a_host_is_written_down_again_only_on_a_later_day_of_mail_with_it() {
        hosts.heard(THEM, host(1), START);
        var found = hosts.take(THEM, 1, LookAllowance.Reason.ROUTINE, START).getFirst();
        hosts.knocked(THEM, found, true);
        hosts.knocked(THEM, found, true);
        assertThat(written).containsExactly(new HostBook.Known(host(1), TODAY));

        hosts.heard(THEM, host(1), START.plus(Duration.ofDays(1)));
        hosts.knocked(THEM, found, false);
        hosts.knocked(THEM, found, true);

        assertThat(written).hasSize(2).last().isEqualTo(new HostBook.Known(host(1), TODAY.plus(Duration.ofDays(1))));
    }

    /// THREAT T-72: at four rounds an hour the first ones are spread over a quarter of an hour.
    @Test
    void what_is_remembered_is_knocked_at_no_more_often_than_if_there_had_been_no_restart() {
        for (int i = 0; i < 200; i++) {
            hosts.remembered(new SourceNetwork.As(i + 1), new HostBook.Known(host(i), TODAY), START);
        }

        assertThat(knocksAtAll(0)).isLessThan(5);
        assertThat(IntStream.rangeClosed(1, 15).map(this::knocksAtAll).sum()).isBetween(195, 200);
        assertThat(IntStream.rangeClosed(16, 60).map(this::knocksAtAll).sum()).isBetween(550, 600);
    }

    private int knocksAtAll(int minute) {
        return IntStream.range(0, 200)
                .map(as -> hosts.take(
                                new SourceNetwork.As(as + 1),
                                1,
                                LookAllowance.Reason.ROUTINE,
                                START.plus(Duration.ofMinutes(minute)))
                        .size())
                .sum();
    }

    private static InetAddress host(int last) {
        return InetAddress.ofLiteral("192.0.2." + last);
    }
}
