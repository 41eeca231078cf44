package org.postern.wire.mime;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// RFC 5322 §3.3 and §4.3: the Date field. LENIENT: no weekday or a wrong one, missing seconds, long
/// month names, comments, hyphens between day, month and year.
final class DateReader {
    private static final Pattern DATE = Pattern.compile(
            "(\\d{1,2})[ -]+([A-Za-z]{3})[A-Za-z]{0,6}[ -]+(\\d{2,4}) +(\\d{1,2})[:.](\\d{2})(?:[:.](\\d{2}))?"
                    + "(?:\\.\\d{1,9})?(?: *([+-]\\d{4}|[A-Za-z]{1,5}))?");
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final Map<String, Integer> ZONE_HOURS = Map.of(
            "EST", -5, "EDT", -4, "CST", -6, "CDT", -5, "MST", -7, "MDT", -6, "PST", -8, "PDT", -7, "CET", 1, "CEST",
            2);
    private static final int LONGEST = 200;

    private DateReader() {}

    static Optional<Instant> read(String value) {
        var found = DATE.matcher(value.length() > LONGEST ? value.substring(0, LONGEST) : value);
        if (!found.find()) {
            return Optional.empty();
        }
        try {
            int month = MONTHS.indexOf(found.group(2).toLowerCase(Locale.ROOT)) + 1;
            var second = found.group(6) == null ? 0 : Math.min(Integer.parseInt(found.group(6)), 59); // leap second
            var local = LocalDateTime.of(
                    year(found.group(3)),
                    month,
                    Integer.parseInt(found.group(1)),
                    Integer.parseInt(found.group(4)),
                    Integer.parseInt(found.group(5)),
                    second);
            return Optional.of(local.toInstant(zone(found.group(7) == null ? "" : found.group(7))));
        } catch (DateTimeException noSuchDay) {
            return Optional.empty();
        }
    }

    /// RFC 5322 §4.3: two digits below 50 are of this century, others and three digits count from 1900.
    private static int year(String digits) {
        int year = Integer.parseInt(digits);
        if (digits.length() == 4) {
            return year;
        }
        return digits.length() == 2 && year < 50 ? 2000 + year : 1900 + year;
    }

    /// RFC 5322 §4.3: unknown letters count as UTC.
    private static ZoneOffset zone(String text) {
        if (text.startsWith("+") || text.startsWith("-")) {
            int minutes = Integer.parseInt(text.substring(1, 3)) * 60 + Integer.parseInt(text.substring(3));
            return ZoneOffset.ofTotalSeconds((text.startsWith("-") ? -60 : 60) * minutes);
        }
        return ZoneOffset.ofHours(ZONE_HOURS.getOrDefault(text.toUpperCase(Locale.ROOT), 0));
    }
}
