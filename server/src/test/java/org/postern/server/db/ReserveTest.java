package org.postern.server.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What it does on a disk that is full: the lab's `DiskWithoutRoomTest`.
class ReserveTest {
    @TempDir
    Path folder;

    @Test
    void it_is_its_owner_s_alone_and_there_from_the_beginning() throws IOException {
        Reserve.in(folder);

        assertThat(file()).hasSize(Reserve.SIZE);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Test
    void it_is_given_up_piece_by_piece_until_nothing_is_left_and_made_whole_again() {
        var reserve = Reserve.in(folder);

        int pieces = 0;
        while (reserve.giveUp()) {
            pieces++;
            assertThat(file()).hasSize(Reserve.SIZE - (long) pieces * Reserve.PIECE);
        }
        assertThat(pieces).isEqualTo(Reserve.SIZE / Reserve.PIECE);
        reserve.refill();

        assertThat(file()).hasSize(Reserve.SIZE);
    }

    @Test
    void what_was_given_up_in_an_earlier_run_is_made_again() {
        assertThat(Reserve.in(folder).giveUp()).isTrue();

        Reserve.in(folder);

        assertThat(file()).hasSize(Reserve.SIZE);
    }

    private Path file() {
        return folder.resolve("reserve");
    }
}
