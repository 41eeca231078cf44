package org.postern.server.reachctl;

import com.maxmind.db.DatabaseRecord;
import com.maxmind.db.InvalidNetworkException;
import com.maxmind.db.Reader;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Reads the operator's file that says which prefix belongs to which autonomous system: CSV
/// (`prefix,number[,name]`, with or without a line of headings), or MMDB, as those who make such
/// files publish them. Nothing is taken of a file that has a fault.
final class NetworkFile {
    private static final int MOST_PREFIXES = 4_000_000;
    private static final int MOST_FAULTS = 20;
    private static final List<String> NUMBER_KEYS = List.of("autonomous_system_number", "asn", "as_number");
    private static final List<String> NAME_KEYS =
            List.of("autonomous_system_organization", "as_name", "name", "organization");

    private NetworkFile() {}

    /// What reading came to.
    sealed interface Outcome {
        record Read(AddressRanges ranges) implements Outcome {}

        /// @param faults each with file and line
        record Faulty(List<String> faults) implements Outcome {}
    }

    static Outcome read(Path file) {
        try {
            return file.toString().toLowerCase(Locale.ROOT).endsWith(".mmdb") ? readMmdb(file) : readCsv(file);
        } catch (IOException unreadable) {
            return new Outcome.Faulty(
                    List.of(file + ": cannot be read (" + unreadable.getClass().getSimpleName() + ")"));
        }
    }

    private static Outcome readCsv(Path file) throws IOException {
        var builder = new AddressRanges.Builder();
        var faults = new ArrayList<String>();
        try (var lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            readLines(file, lines, builder, faults);
        }
        return faults.isEmpty() ? new Outcome.Read(builder.build()) : new Outcome.Faulty(faults);
    }

    private static void readLines(Path file, BufferedReader lines, AddressRanges.Builder builder, List<String> faults)
            throws IOException {
        int number = 0;
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            var text =
                    number == 1 && line.startsWith("\uFEFF") ? line.substring(1).strip() : line.strip();
            boolean isHeading = number == 1 && !text.isEmpty() && text.indexOf('/') < 0;
            if (text.isEmpty() || text.startsWith("#") || isHeading) {
                continue;
            }
            try {
                add(fields(text), builder);
            } catch (IllegalArgumentException wrong) {
                faults.add(file + ":" + number + ": " + wrong.getMessage());
                if (faults.size() >= MOST_FAULTS) {
                    faults.add(file + ": and perhaps more after line " + number);
                    return;
                }
            }
        }
        if (builder.size() == 0 && faults.isEmpty()) {
            faults.add(file + ": has no prefix in it");
        }
    }

    private static void add(List<String> fields, AddressRanges.Builder builder) {
        if (fields.size() < 2) {
            throw new IllegalArgumentException("a line is 'prefix,number' or 'prefix,number,name'");
        }
        var prefix = fields.getFirst();
        int slash = prefix.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("'" + cut(prefix) + "' is no prefix: it has no '/'");
        }
        builder.add(
                address(prefix.substring(0, slash)),
                number(prefix.substring(slash + 1), 3, "the length of '" + cut(prefix) + "'"),
                as(fields.get(1)),
                fields.size() > 2 ? fields.get(2) : "");
        if (builder.size() > MOST_PREFIXES) {
            throw new IllegalArgumentException("more than " + MOST_PREFIXES + " prefixes");
        }
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException no) {
            throw new IllegalArgumentException("'" + cut(text) + "' is no address");
        }
    }

    private static int number(String text, int digits, String what) {
        if (!text.matches("[0-9]{1," + digits + "}")) {
            throw new IllegalArgumentException(what + " is no number");
        }
        return Integer.parseInt(text);
    }

    private static long as(String text) {
        var digits = text.toUpperCase(Locale.ROOT).startsWith("AS") ? text.substring(2) : text;
        if (!digits.matches("[0-9]{1,10}")) {
            throw new IllegalArgumentException("'" + cut(text) + "' is no number of an autonomous system");
        }
        return Long.parseLong(digits);
    }

    private static String cut(String text) {
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }

    /// RFC 4180: a field in quotes may have commas in it, and a doubled quote for one.
    private static List<String> fields(String line) {
        var fields = new ArrayList<String>();
        var field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                field.append('"');
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                fields.add(field.toString().strip());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString().strip());
        return fields;
    }

    private static Outcome readMmdb(Path file) throws IOException {
        var builder = new AddressRanges.Builder();
        try (var reader = new Reader(file.toFile(), Reader.FileMode.MEMORY)) {
            var networks = reader.networks(Map.class);
            while (networks.hasNext() && builder.size() < MOST_PREFIXES) {
                add(networks.next(), builder);
            }
        } catch (InvalidNetworkException | RuntimeException broken) { // unchecked from the iterator
            return new Outcome.Faulty(List.of(file + ": is no MMDB file that can be read"));
        }
        return builder.size() == 0
                ? new Outcome.Faulty(List.of(file + ": names no autonomous system"))
                : new Outcome.Read(builder.build());
    }

    private static void add(DatabaseRecord<?> found, AddressRanges.Builder builder) {
        if (!(found.data() instanceof Map<?, ?> fields)) {
            return;
        }
        var as = first(fields, NUMBER_KEYS).map(NetworkFile::as);
        var base = found.network().networkAddress();
        int bits = found.network().prefixLength();
        int length = base instanceof Inet4Address && bits > 32 ? bits - 96 : bits;
        if (as.isPresent() && as.get() > 0 && length <= (base instanceof Inet4Address ? 32 : 64)) {
            builder.add(base, length, as.get(), first(fields, NAME_KEYS).orElse(""));
        }
    }

    private static Optional<String> first(Map<?, ?> fields, List<String> keys) {
        return keys.stream()
                .filter(fields::containsKey)
                .map(key -> String.valueOf(fields.get(key)))
                .findFirst();
    }
}
