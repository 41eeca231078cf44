package org.postern.server.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.postern.server.blobs.Finding;
import org.postern.server.blobs.Holder;
import org.postern.server.blobs.Scan;
import org.postern.server.blobs.ScanReport;

/// `postern doctor --scan`: reads every stored message and says which are damaged and whose they are.
public final class DiskScan {
    private static final int SHOWN = 1000;

    private final Source scans;
    private final LongFunction<String> owners;

    /// Makes one scan for one run.
    public interface Source {
        Scan next();
    }

    /// @param owners the address of an account
    public DiskScan(Source scans, LongFunction<String> owners) {
        this.scans = scans;
        this.owners = owners;
    }

    /// Refused when something is wrong, so that whoever asked by a script hears of it.
    public Answer run() {
        var findings = new ArrayList<String>();
        var report = look(found -> {
            if (findings.size() < SHOWN) {
                findings.add(words(found));
            }
        });
        var summary = summary(report);
        if (report.isSound()) {
            return new Answer.Done(List.of(summary, "Every message is as it was written."));
        }
        return new Answer.Refused(report.damaged() + " damaged, " + report.missing() + " missing, "
                + (report.damagedHeaders() + report.unreadable()) + " file(s) with damage; " + summary + "\n  "
                + String.join("\n  ", findings)
                + "\nThe rest stays readable. 'postern restore' of a backup has the damaged ones.");
    }

    /// @param found is told of each thing that is wrong
    ScanReport look(Consumer<Finding> found) {
        return scans.next().run(found);
    }

    static String summary(ScanReport report) {
        return "%d file(s), %d message(s), %d octets read; %d deleted or unfinished record(s) wait to be wiped"
                .formatted(report.files(), report.records(), report.octets(), report.orphans());
    }

    String words(Finding found) {
        return switch (found) {
            case Finding.Damaged(var holder) -> "DAMAGED  " + words(holder);
            case Finding.Missing(var holder) -> "MISSING  " + words(holder);
            case Finding.DamagedHeader(var file) -> "DAMAGED  the first block of " + file;
            case Finding.Unreadable(var file) -> "UNREADABLE  some of " + file;
        };
    }

    String words(Holder holder) {
        return holder.kind() + " " + holder.id() + " of "
                + (holder.account() == 0 ? "the server" : owners.apply(holder.account()));
    }
}
