package org.postern.server.admin;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.postern.server.blobs.Finding;
import org.postern.server.blobs.Repair;
import org.postern.server.db.StoreBroken;

/// `postern doctor --repair`, on a stopped service: saves what can be read from damaged segments, sets a copy
/// of the octets of each damaged message aside, and says whose it is.
public final class DiskRepair {
    private final Repair repair;
    private final DiskScan scan;
    private final Path quarantine;

    /// @param repair sets aside in the folder `quarantine`
    /// @param scan looks at the same store
    public DiskRepair(Repair repair, DiskScan scan, Path quarantine) {
        this.repair = repair;
        this.scan = scan;
        this.quarantine = quarantine;
    }

    /// Refused when something could not be saved. What it says of the store is what a [Scan] sees afterwards.
    public Answer run() {
        var found = new ArrayList<String>();
        try {
            var report = repair.run(finding -> found.add(scan.words(finding)));
            removeUnlessUsed();
            return report.before().isSound() ? sound(report) : told(report, found);
        } catch (IOException | StoreBroken broken) {
            var cause =
                    broken.getCause() == null ? "" : ": " + broken.getCause().getMessage();
            return new Answer.Refused("the repair stopped half way: " + broken.getMessage() + cause + indented(found)
                    + "\nNothing was thrown away. Make that possible and run it again.");
        }
    }

    private static Answer sound(Repair.Report report) {
        return Answer.done(DiskScan.summary(report.before()), "Every message is as it was written.");
    }

    private Answer told(Repair.Report report, List<String> found) {
        var setAside = report.setAside().stream()
                .map(one -> "SET ASIDE  " + scan.words(one.holder()) + ": " + quarantine.resolve(one.file()));
        var left = new ArrayList<String>();
        var after = scan.look(finding -> {
            if (!(finding instanceof Finding.Damaged)) { // which are those that were set aside
                left.add(scan.words(finding));
            }
        });
        var salvaged = report.moved() + " message(s) were moved out of damaged segments; " + after.records()
                + " message(s) are as they were written.";
        if (after.isSound()) {
            return new Answer.Done(Stream.concat(
                            found.stream(), Stream.of(salvaged, "Everything was saved; nothing is damaged any more."))
                    .toList());
        }
        return new Answer.Refused(after.damaged() + " damaged, " + after.missing()
                + " missing, which could not be saved; " + (after.damagedHeaders() + after.unreadable())
                + " file(s) with damage are left. " + salvaged + "\nFound:" + indented(found) + "\nLeft:"
                + indented(Stream.concat(setAside, left.stream()).toList())
                + "\nNothing was thrown away. 'postern restore' of a backup has the damaged ones.");
    }

    private static String indented(List<String> lines) {
        return lines.isEmpty() ? "" : "\n  " + String.join("\n  ", lines);
    }

    private void removeUnlessUsed() throws IOException {
        try {
            Files.deleteIfExists(quarantine);
        } catch (DirectoryNotEmptyException used) {
            return; // something is set aside there
        }
    }
}
