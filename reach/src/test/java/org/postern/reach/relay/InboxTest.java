package org.postern.reach.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.sshd.common.SshException;
import org.junit.jupiter.api.Test;

final class InboxTest {
    private static final int WINDOW = Inbox.USUAL_WINDOW;

    private final AtomicLong now = new AtomicLong();
    private final WindowSpace space = new WindowSpace(1 << 20);
    private final WindowSpace.Part part = space.part();
    private final Inbox inbox = new Inbox(now::get, part.share());

    @Test
    void no_more_may_come_than_the_window_and_reading_opens_it_again() throws Exception {
        inbox.put(new byte[WINDOW], 0, WINDOW);

        assertThatThrownBy(() -> inbox.put(new byte[1], 0, 1)).isInstanceOf(SshException.class);
        assertThat(inbox.toAllow()).isZero();
        assertThat(read(WINDOW / 4)).isEqualTo(WINDOW / 4);
        assertThat(inbox.toAllow()).as("not for little").isZero();
        assertThat(read(WINDOW)).isEqualTo(WINDOW - WINDOW / 4);
        assertThat(inbox.toAllow()).isEqualTo(WINDOW);
        inbox.put(new byte[WINDOW], 0, WINDOW);
        assertThat(inbox.available()).isEqualTo(WINDOW);
    }

    @Test
    void octets_come_out_as_they_went_in_however_they_are_cut() throws Exception {
        var octets = new byte[300];
        for (int i = 0; i < octets.length; i++) {
            octets[i] = (byte) i;
        }
        var out = new byte[octets.length];
        int at = 0;
        for (int i = 0; i < octets.length; i += 3) {
            inbox.put(octets, i, 3);
            at += i % 2 == 0 ? inbox.take(out, at, 5, 1) : 0;
        }
        while (at < out.length) {
            at += inbox.take(out, at, 7, 1);
        }

        assertThat(out).isEqualTo(octets);
    }

    @Test
    void a_channel_that_moves_much_gets_a_large_window_while_there_is_room_and_gives_it_back() throws Exception {
        assertThat(moveMuch(inbox)).isGreaterThan(WINDOW);
        var second = new Inbox(now::get, part.share());
        assertThat(moveMuch(second)).as("a half is left to others").isGreaterThan(WINDOW);
        var third = new Inbox(now::get, part.share());
        assertThat(moveMuch(third)).isLessThanOrEqualTo(WINDOW);

        inbox.lose("gone");
        second.lose("gone");
        assertThat(moveMuch(new Inbox(now::get, part.share()))).isGreaterThan(WINDOW);
    }

    @Test
    void what_came_before_the_end_is_read_and_before_a_loss_is_not_waited_for() throws Exception {
        inbox.put(new byte[3], 0, 3);
        inbox.end();

        assertThat(read(2)).isEqualTo(2);
        assertThat(read(2)).isEqualTo(1);
        assertThat(read(2)).isEqualTo(-1);

        var lost = new Inbox(now::get, part.share());
        lost.lose("the relay's connection was lost");
        assertThatThrownBy(() -> lost.take(new byte[1], 0, 1, 1))
                .isInstanceOf(IOException.class)
                .hasMessage("the relay's connection was lost");
    }

    @Test
    void a_wait_ends_at_its_moment() {
        now.set(100);

        assertThatThrownBy(() -> inbox.take(new byte[1], 0, 1, 100)).isInstanceOf(SocketTimeoutException.class);
    }

    private int read(int most) throws IOException {
        return inbox.take(new byte[most], 0, most, now.get() + 1);
    }

    /// @return the largest window that it was given
    private int moveMuch(Inbox one) throws IOException {
        int allowed = WINDOW;
        int largest = 0;
        for (int round = 0; round < 8; round++) {
            one.put(new byte[allowed], 0, allowed);
            for (int left = allowed; left > 0; ) {
                left -= one.take(new byte[left], 0, left, now.get() + 1);
            }
            allowed = one.toAllow();
            largest = Math.max(largest, allowed);
        }
        return largest;
    }
}
