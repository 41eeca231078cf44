package org.postern.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.postern.server.net.Permits.Answer;

class PermitsTest {
    @Test
    void a_network_has_its_own_limit_and_a_permit_given_back_counts_once() throws Exception {
        var permits = new Permits(10, 1);
        var first = (Answer.Granted) permits.take(address("192.0.2.1"));

        assertThat(permits.take(address("192.0.2.200"))).isEqualTo(new Answer.TooManyFromNetwork());
        assertThat(permits.take(address("192.0.3.1"))).isInstanceOf(Answer.Granted.class);
        first.permit().close();
        first.permit().close();
        assertThat(permits.taken()).isEqualTo(1);
        assertThat(permits.take(address("192.0.2.2"))).isInstanceOf(Answer.Granted.class);
    }

    @Test
    void a_customer_of_ipv6_is_one_network() throws Exception {
        var permits = new Permits(10, 1);
        permits.take(address("2001:db8:0:1::1"));

        assertThat(permits.take(address("2001:db8:0:ff::2"))).isEqualTo(new Answer.TooManyFromNetwork());
        assertThat(permits.take(address("2001:db8:0:100::1"))).isInstanceOf(Answer.Granted.class);
    }

    @Test
    void the_limit_in_all_goes_before_that_of_the_network() throws Exception {
        var permits = new Permits(1, 1);
        permits.take(address("192.0.2.1"));

        assertThat(permits.take(address("192.0.2.1"))).isEqualTo(new Answer.TooMany());
    }

    @Test
    void memory_that_is_not_there_is_not_taken() {
        var budget = new MemoryBudget(100);
        var first = budget.share();
        var second = budget.share();

        assertThat(first.growTo(60)).isTrue();
        assertThat(second.growTo(50)).isFalse();
        assertThat(second.growTo(40)).isTrue();
        assertThat(first.growTo(30)).isTrue();
        first.close();
        assertThat(budget.takenBytes()).isEqualTo(40);
    }

    /// THREAT T-31
    @Test
    void nobody_holds_more_memory_than_is_left_to_the_others() throws Exception {
        var budget = new MemoryBudget(900);
        var first = budget.shareFor(address("192.0.2.1"));
        var neighbour = budget.shareFor(address("192.0.2.200")); // of the same /24
        var second = budget.shareFor(address("198.51.100.1"));

        assertThat(first.growTo(451)).isFalse();
        assertThat(first.growTo(300)).isTrue();
        assertThat(neighbour.growTo(151)).isFalse();
        assertThat(neighbour.growTo(150)).isTrue();
        assertThat(second.growTo(225)).isTrue();
        assertThat(second.growTo(226)).isFalse();
        assertThat(budget.shareFor(address("203.0.113.1")).growTo(112))
                .as("whoever comes next finds some")
                .isTrue();

        first.close();
        neighbour.close();
        second.close();
        assertThat(budget.takenBytes()).isEqualTo(112);
    }

    /// THREAT T-20
    @Test
    void a_limit_made_for_a_large_host_gives_way_to_the_memory_of_a_small_one() {
        long half = Runtime.getRuntime().maxMemory() / 2;

        assertThat(MemoryBudget.within(Long.MAX_VALUE, 2).mostBytes()).isEqualTo(half);
        assertThat(MemoryBudget.within(1000, 2).mostBytes()).isEqualTo(1000);
    }

    private static InetAddress address(String text) throws Exception {
        return InetAddress.getByName(text);
    }
}
