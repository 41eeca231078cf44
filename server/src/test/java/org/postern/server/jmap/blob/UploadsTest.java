package org.postern.server.jmap.blob;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.postern.server.accounts.AccountId;
import org.postern.server.time.ManualClock;

final class UploadsTest {
    private static final AccountId ADA = new AccountId(1);
    private static final AccountId BOB = new AccountId(2);

    private final ManualClock clock = new ManualClock();
    private final Uploads uploads = new Uploads(clock, 1_000_000, 600_000);

    @Test
    void an_upload_lives_an_hour() throws IOException {
        var kept = kept(ADA, 1000, 1);

        clock.advance(Duration.ofMinutes(59));
        var before = uploads.find(kept.id());
        clock.advance(Duration.ofMinutes(1));

        assertThat(before).isPresent();
        assertThat(uploads.find(kept.id())).isEmpty();
        assertThat(uploads.heldBytes()).isZero();
    }

    /// THREAT T-04
    @Test
    void what_one_account_and_all_hold_is_bounded() throws IOException {
        kept(ADA, 400_000, 1);

        assertThat(take(ADA, 300_000, 2)).isInstanceOf(Uploads.Taken.NoRoom.class);
        assertThat(take(BOB, 300_000, 2)).isInstanceOf(Uploads.Taken.Kept.class);
        assertThat(take(new AccountId(3), 400_000, 3)).isInstanceOf(Uploads.Taken.NoRoom.class);
        assertThat(take(new AccountId(3), 700_000, 3)).isNotInstanceOf(Uploads.Taken.Kept.class);
    }

    @Test
    void what_was_used_gives_way() throws IOException {
        var first = kept(ADA, 400_000, 1);
        uploads.used(first.id());

        assertThat(take(ADA, 300_000, 2)).isInstanceOf(Uploads.Taken.Kept.class);
        assertThat(uploads.find(first.id())).isEmpty();
    }

    @Test
    void the_same_octets_are_kept_once_and_have_another_name_in_another_account() throws IOException {
        var first = kept(ADA, 1000, 1);
        var again = kept(ADA, 1000, 1);
        var others = kept(BOB, 1000, 1);

        assertThat(again.id()).isEqualTo(first.id());
        assertThat(others.id().token()).isNotEqualTo(first.id().token());
        assertThat(BlobId.read(first.id().toString(), ADA)).contains(first.id());
        assertThat(BlobId.read(first.id().toString(), BOB)).isEmpty();
    }

    @Test
    void more_than_one_upload_may_have_is_too_large() throws IOException {
        var taken = uploads.take(ADA, "text/plain", new ByteArrayInputStream(new byte[1001]), 1000);

        assertThat(taken).isInstanceOf(Uploads.Taken.TooLarge.class);
        assertThat(uploads.heldBytes()).isZero();
    }

    private Uploads.Upload kept(AccountId account, int size, int content) throws IOException {
        return ((Uploads.Taken.Kept) take(account, size, content)).upload();
    }

    private Uploads.Taken take(AccountId account, int size, int content) throws IOException {
        var octets = new byte[size];
        octets[0] = (byte) content;
        return uploads.take(account, "text/plain", new ByteArrayInputStream(octets), 1_000_000);
    }
}
