package org.postern.server.reachctl;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.reach.NetworkMap;
import org.postern.reach.SourceNetwork;
import org.postern.server.trace.Field;
import org.postern.server.trace.Trace;

/// The network map that is in use: the operator's file, read again when it changes; prefix groups
/// where there is none, or as long as it has never been read. A file that became faulty changes
/// nothing.
final class LiveMap implements NetworkMap {
    private static final Trace TRACE = Trace.of(LiveMap.class);

    private final Optional<Path> file;
    private volatile NetworkMap used = new PrefixGroups();
    private volatile List<String> faults = List.of();
    private Optional<Stamp> read = Optional.empty();
    private boolean looked;

    private record Stamp(FileTime changed, long sizeBytes) {}

    LiveMap(Optional<Path> file) {
        this.file = file;
        look();
    }

    @Override
    public SourceNetwork of(InetAddress address) {
        return used.of(address);
    }

    /// Reads the file if it is another than last time. For one thread.
    void look() {
        if (file.isEmpty()) {
            return;
        }
        var stamp = stamp(file.get());
        if (looked && stamp.equals(read)) {
            return;
        }
        looked = true;
        read = stamp;
        switch (NetworkFile.read(file.get())) {
            case NetworkFile.Outcome.Read(var ranges) -> {
                used = ranges;
                faults = List.of();
                TRACE.event("the map of networks is read", Field.count("prefixes", ranges.prefixes()));
            }
            case NetworkFile.Outcome.Faulty(var found) -> {
                faults = found;
                TRACE.event("the map of networks has faults and is not used", Field.count("faults", found.size()));
            }
        }
    }

    private static Optional<Stamp> stamp(Path file) {
        try {
            return Optional.of(new Stamp(Files.getLastModifiedTime(file), Files.size(file)));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /// A network for people: its name too, where the file has one.
    String called(SourceNetwork network) {
        if (used instanceof AddressRanges ranges && network instanceof SourceNetwork.As as) {
            var name = ranges.name(as.number());
            return name.isEmpty() ? network.toString() : network + " (" + name + ")";
        }
        return network.toString();
    }

    /// What is in use, and what is wrong with the file.
    List<String> report() {
        var lines = new ArrayList<String>();
        lines.add(
                used instanceof AddressRanges ranges
                        ? "Networks are told apart by "
                                + file.map(Path::toString).orElse("") + ": " + ranges.prefixes() + " prefixes."
                        : "Networks are groups of prefixes (/16, /32): no map is in use ([reach] networks).");
        lines.addAll(faults);
        return List.copyOf(lines);
    }
}
