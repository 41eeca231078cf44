package org.postern.server.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postern.server.accounts.AccountId;
import org.postern.server.time.Clock;
import org.postern.wire.address.Domain;

/// THREAT T-30
@Timeout(60)
class LanesTest {
    private static final Optional<AccountId> ADA = Optional.of(new AccountId(1));
    private static final Optional<AccountId> BEA = Optional.of(new AccountId(2));
    private static final Domain SLOW = new Domain("slow.example");

    private final LinkedBlockingQueue<String> begun = new LinkedBlockingQueue<>();
    private final Map<String, CountDownLatch> held = new ConcurrentHashMap<>();

    @Test
    void no_more_than_its_places_go_to_one_destination() throws Exception {
        var lanes = lanes(2, 10, 10);
        for (var name : List.of("a", "b", "c")) {
            hold(name);
            lanes.put(SLOW, ADA, name);
        }

        assertThat(List.of(next(), next())).containsExactlyInAnyOrder("a", "b");
        assertThat(begun).isEmpty();

        release("a");
        assertThat(next()).isEqualTo("c");
        release("b");
        release("c");
        lanes.awaitIdle();
    }

    @Test
    void an_account_whose_places_are_all_taken_leaves_the_rest_to_others() throws Exception {
        var lanes = lanes(5, 3, 6);
        for (int i = 0; i < 10; i++) {
            hold("ada" + i);
            lanes.put(new Domain("tarpit" + i + ".example"), ADA, "ada" + i);
        }
        assertThat(next() + next() + next()).contains("ada0", "ada1", "ada2");

        lanes.put(SLOW, BEA, "bea");

        assertThat(next()).isEqualTo("bea");
        IntStream.range(0, 10).forEach(i -> release("ada" + i));
        lanes.awaitIdle();
        assertThat(begun).hasSize(7);
    }

    @Test
    void accounts_take_turns_at_one_destination() throws Exception {
        var lanes = lanes(1, 10, 10);
        hold("first");
        lanes.put(SLOW, ADA, "first");
        assertThat(next()).isEqualTo("first");
        for (int i = 0; i < 100; i++) {
            lanes.put(SLOW, ADA, "ada" + i);
        }
        lanes.put(SLOW, BEA, "bea");

        release("first");
        lanes.awaitIdle();

        assertThat(List.copyOf(begun).indexOf("bea")).isLessThanOrEqualTo(1);
        assertThat(begun).hasSize(101);
    }

    @Test
    void a_busy_destination_gives_up_its_place_when_all_are_taken() throws Exception {
        var lanes = lanes(1, 10, 1);
        hold("first");
        lanes.put(SLOW, ADA, "first");
        assertThat(next()).isEqualTo("first");
        for (int i = 0; i < 100; i++) {
            lanes.put(SLOW, ADA, "slow" + i);
        }
        lanes.put(new Domain("other.example"), ADA, "other");

        release("first");
        lanes.awaitIdle();

        assertThat(List.copyOf(begun).indexOf("other")).isBetween(1, 30);
        assertThat(begun).hasSize(101);
    }

    @Test
    void everything_is_taken_once_however_many_destinations_wait() throws Exception {
        var lanes = lanes(3, 20, 50);
        var expected = new ArrayList<String>();
        for (int i = 0; i < 20_000; i++) {
            var from = Optional.of(new AccountId(i % 7));
            expected.add("w" + i);
            lanes.put(new Domain("d" + i % 3000 + ".example"), from, "w" + i);
        }

        lanes.awaitIdle();

        var seen = begun.stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        assertThat(seen)
                .hasSize(20_000)
                .containsOnlyKeys(expected)
                .allSatisfy((name, times) -> assertThat(times).isOne());
    }

    @Test
    void what_a_driver_that_failed_did_not_take_is_taken_in_the_next_round() throws Exception {
        var fails = new CountDownLatch(1);
        var lanes = new Lanes<String>(new Lanes.Bounds(1, 1, 1), Clock.system(), (domain, driver) -> {
            if (fails.getCount() > 0) {
                fails.countDown();
                throw new IllegalStateException("on purpose");
            }
            driver.next().ifPresent(begun::add);
        });
        lanes.put(SLOW, ADA, "work");
        lanes.awaitIdle();
        assertThat(begun).isEmpty();

        lanes.startDrivers();
        lanes.awaitIdle();

        assertThat(begun).containsExactly("work");
    }

    private Lanes<String> lanes(int perLane, int perAccount, int inAll) {
        return new Lanes<>(new Lanes.Bounds(perLane, perAccount, inAll), Clock.system(), (domain, driver) -> {
            for (var work = driver.next(); work.isPresent(); work = driver.next()) {
                begun.add(work.get());
                awaitRelease(work.get());
            }
        });
    }

    private void hold(String name) {
        held.put(name, new CountDownLatch(1));
    }

    private void release(String name) {
        held.get(name).countDown();
    }

    private String next() throws InterruptedException {
        return String.valueOf(begun.poll(20, TimeUnit.SECONDS));
    }

    private void awaitRelease(String name) {
        try {
            var latch = held.get(name);
            if (latch != null) {
                latch.await();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
