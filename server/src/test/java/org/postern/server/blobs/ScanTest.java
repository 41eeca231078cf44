package org.postern.server.blobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postern.server.blobs.BlobsContract.octets;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postern.server.settings.Size;

/// What a scan tells of segments that are sound and of some that are not.
class ScanTest {
    private static final BlobSettings SETTINGS = new BlobSettings(new Size(64 * 1024));

    private final FailingDisk disk = new FailingDisk(1);
    private final List<BlobRef> rows = new ArrayList<>();
    private final List<Named> named = List.of(Rows.live(rows));
    private final List<Finding> findings = new ArrayList<>();

    @Test
    void a_sound_store_has_as_many_records_as_rows() {
        write(List.of(1000, 0, 20_000, 3, 50_000));

        var report = scan();

        assertThat(report).isEqualTo(new ScanReport(3, 5, 71_003, 0, 0, 0, 0, 0));
        assertThat(report.isSound()).isTrue();
        assertThat(findings).isEmpty();
    }

    @Test
    void one_damaged_octet_in_content_or_header_damages_one_record() {
        write(List.of(1000, 1000, 1000, 1000));
        disk.flip("segment-000001", offset(1) + RecordHeader.SIZE + 500);
        disk.flip("segment-000001", offset(2) + 20);

        var report = scan();

        assertThat(report.damaged()).isEqualTo(2);
        assertThat(report.records()).isEqualTo(2);
        assertThat(findings)
                .containsExactly(new Finding.Damaged(holder(rows.get(1))), new Finding.Damaged(holder(rows.get(2))));
    }

    @Test
    void a_damaged_first_block_hides_no_record() {
        write(List.of(1000, 1000));
        disk.flip("segment-000001", 9);

        var report = scan();

        assertThat(report.records()).isEqualTo(2);
        assertThat(report.damaged()).isZero();
        assertThat(findings).containsExactly(new Finding.DamagedHeader("segment-000001"));
    }

    @Test
    void a_row_whose_file_is_gone_is_missing() throws Exception {
        write(List.of(1000, 1000, 20_000));
        var gone = rows.get(2);
        disk.remove("large-" + gone.place().split(":")[0]);

        var report = scan();

        assertThat(report.missing()).isEqualTo(1);
        assertThat(findings).containsExactly(new Finding.Missing(holder(gone)));
    }

    @Test
    void a_record_without_a_row_is_an_orphan_and_no_harm() {
        write(List.of(1000, 1000, 1000));
        rows.remove(1);

        var report = scan();

        assertThat(report.orphans()).isEqualTo(1);
        assertThat(report.isSound()).isTrue();
    }

    private void write(List<Integer> sizes) {
        try (var blobs = SegmentBlobs.open(disk, SETTINGS, named)) {
            rows.addAll(
                    blobs.write(sizes.stream().map(size -> octets(size, size)).toList()));
        }
    }

    private ScanReport scan() {
        return new Scan(disk, named, Pace.none()).run(findings::add);
    }

    private int offset(int row) {
        return Integer.parseInt(rows.get(row).place().split(":")[1]);
    }

    private static Holder holder(BlobRef ref) {
        return new Holder("row", 1, 1, ref);
    }
}
