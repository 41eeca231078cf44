package org.postern.server.admin;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.server.backup.Backup;
import org.postern.server.backup.Points;

/// `postern backup …`, on the running service and, by the same words, on a stopped one.
public final class BackupOrders {
    private static final String USAGE =
            "usage: postern backup FOLDER [--keep N] [--without-queue] | --list FOLDER | --verify FOLDER";

    private final Backup backup;

    public BackupOrders(Backup backup) {
        this.backup = backup;
    }

    public List<Order> all() {
        return List.of(new Order("backup", "FOLDER [--keep=N] [--without-queue] [--list] [--verify]", this::work));
    }

    /// Does what the words after `backup` ask for.
    public Answer work(List<String> words) {
        var left = new ArrayList<>(words);
        boolean lists = left.remove("--list");
        boolean verifies = left.remove("--verify");
        boolean withoutQueue = left.remove("--without-queue");
        var keep = Optional.<Integer>empty();
        int at = left.indexOf("--keep");
        if (at >= 0) {
            keep = at + 1 < left.size() ? number(left.remove(at + 1)) : Optional.empty();
            left.remove(at);
            if (keep.isEmpty()) {
                return new Answer.Refused("--keep needs a number from 1; " + USAGE);
            }
        }
        if (left.size() != 1 || left.getFirst().startsWith("--")) {
            return new Answer.Refused(USAGE);
        }
        var folder = Path.of(left.getFirst());
        try {
            return lists
                    ? list(folder)
                    : verifies ? verify(folder) : make(new Backup.Wish(folder, !withoutQueue, keep));
        } catch (IOException broken) {
            return new Answer.Refused("the backup did not come to its end: " + reason(broken));
        }
    }

    private static String reason(IOException broken) {
        var said = broken.getMessage();
        return broken.getClass() == IOException.class && said != null
                ? said
                : broken.getClass().getSimpleName() + ": " + said;
    }

    private static Optional<Integer> number(String word) {
        return word.matches("[1-9]\\d{0,5}") ? Optional.of(Integer.valueOf(word)) : Optional.empty();
    }

    private Answer make(Backup.Wish wish) throws IOException {
        var made = backup.make(wish);
        var lines = new ArrayList<>(List.of(
                "Point " + made.point() + ": " + made.accounts() + " account(s), " + made.messages() + " message(s), "
                        + made.jobs() + " waiting; " + made.newOctets() + " octets are new.",
                "It has the server's keys and what waits to leave" + (wish.withQueue() ? " with its keys" : "")
                        + ": keep it as you keep the data folder."));
        if (made.gone() > 0) {
            lines.add(made.gone() + " older point(s) are gone.");
        }
        return new Answer.Done(lines);
    }

    private static Answer list(Path folder) throws IOException {
        var points = new Points(folder).list();
        return points.isEmpty() ? Answer.done("No backup was made into " + folder + ".") : new Answer.Done(points);
    }

    private static Answer verify(Path folder) throws IOException {
        var faults = new Points(folder).verify();
        return faults.isEmpty()
                ? Answer.done("Every octet is as it was written, and every message of the newest point is there.")
                : new Answer.Refused("the backup is damaged:\n  " + String.join("\n  ", faults));
    }
}
