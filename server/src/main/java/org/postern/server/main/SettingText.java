package org.postern.server.main;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.postern.server.settings.HostPort;
import org.postern.server.settings.Setting;
import org.postern.server.settings.Size;

/// The forms in which values are written in the configuration file.
final class SettingText {
    private static final Pattern AMOUNT = Pattern.compile("(\\d{1,15})\\s*([a-zA-Z]*)");
    private static final Map<String, Long> SIZE_UNITS = Map.of(
            "",
            1L,
            "b",
            1L,
            "kb",
            1_000L,
            "mb",
            1_000_000L,
            "gb",
            1_000_000_000L,
            "tb",
            1_000_000_000_000L,
            "kib",
            1L << 10,
            "mib",
            1L << 20,
            "gib",
            1L << 30,
            "tib",
            1L << 40);
    private static final Map<String, Duration> TIME_UNITS = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));

    private SettingText() {}

    /// @param value the type of one value
    record Type(Class<?> value, boolean list, boolean optional) {}

    static Type typeOf(RecordComponent component) {
        var raw = component.getType();
        boolean list = raw == List.class;
        boolean optional = raw == Optional.class;
        if (list || optional) {
            var inner = ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0];
            return new Type((Class<?>) inner, list, optional);
        }
        return new Type(raw, false, false);
    }

    static boolean isValue(Class<?> type) {
        return type == Size.class || type == HostPort.class;
    }

    static String snakeCase(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }

    /// @throws IllegalArgumentException with a text that follows the key's name
    static Object parse(Type type, List<String> texts) {
        try {
            if (type.list()) {
                return texts.stream().map(text -> single(type.value(), text)).toList();
            }
            var value = single(type.value(), texts.getFirst());
            return type.optional() ? Optional.of(value) : value;
        } catch (ArithmeticException overflow) {
            throw new IllegalArgumentException("is far too large", overflow);
        }
    }

    static void checkBounds(Type type, Object value, Setting setting) {
        if (type.list()
                || type.optional()
                || (setting.min().isEmpty() && setting.max().isEmpty())) {
            return;
        }
        if (!setting.min().isEmpty() && magnitude(value) < magnitude(single(type.value(), setting.min()))) {
            throw new IllegalArgumentException("must be at least " + setting.min());
        }
        if (!setting.max().isEmpty() && magnitude(value) > magnitude(single(type.value(), setting.max()))) {
            throw new IllegalArgumentException("must be at most " + setting.max());
        }
    }

    /// What a value of the type looks like, for the reference page.
    static String form(Type type) {
        var one = formOf(type.value());
        return type.list() ? "list of " + one : one;
    }

    private static String formOf(Class<?> type) {
        if (type.isEnum()) {
            return words(type);
        }
        return switch (type.getSimpleName()) {
            case "boolean" -> "true or false";
            case "int", "long", "Integer", "Long" -> "number";
            case "Duration" -> "time, as `30s`, `5m`, `4h`, `5d`";
            case "Size" -> "size, as `64KiB`, `50MB`";
            case "HostPort" -> "`host:port`";
            case "Path" -> "path";
            default -> "text";
        };
    }

    private static Object single(Class<?> type, String text) {
        if (type.isEnum()) {
            return constant(type, text);
        }
        return switch (type.getSimpleName()) {
            case "boolean", "Boolean" -> truth(text);
            case "int", "Integer" -> Math.toIntExact(number(text));
            case "long", "Long" -> number(text);
            case "Duration" -> duration(text);
            case "Size" -> new Size(amount(text, SIZE_UNITS, "a size such as 64KiB or 50MB"));
            case "HostPort" -> hostPort(text);
            case "Path" -> Path.of(text);
            case "String" -> text;
            default -> throw new IllegalStateException("no form for settings of type " + type);
        };
    }

    private static Object constant(Class<?> type, String text) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> snakeCase(constant.toString()).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("must be one of " + words(type)));
    }

    private static String words(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> "`" + constant.toString().toLowerCase(Locale.ROOT) + "`")
                .collect(Collectors.joining(", "));
    }

    private static boolean truth(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("must be true or false");
        };
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException notNumber) {
            throw new IllegalArgumentException("must be a whole number", notNumber);
        }
    }

    private static Duration duration(String text) {
        var match = AMOUNT.matcher(text.strip());
        var unit = match.matches() ? TIME_UNITS.get(match.group(2).toLowerCase(Locale.ROOT)) : null;
        if (unit == null) {
            throw new IllegalArgumentException("must be a time such as 30s, 5m, 4h or 5d");
        }
        return unit.multipliedBy(Long.parseLong(match.group(1)));
    }

    private static long amount(String text, Map<String, Long> units, String example) {
        var match = AMOUNT.matcher(text.strip());
        var unit = match.matches() ? units.get(match.group(2).toLowerCase(Locale.ROOT)) : null;
        if (unit == null) {
            throw new IllegalArgumentException("must be " + example);
        }
        return Math.multiplyExact(Long.parseLong(match.group(1)), unit);
    }

    private static HostPort hostPort(String text) {
        int colon = text.lastIndexOf(':');
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            var host = text.substring(0, Math.max(0, colon));
            if (host.startsWith("[") && host.endsWith("]")) {
                host = host.substring(1, host.length() - 1);
            }
            if (!host.isEmpty() && port >= 0 && port <= 65_535) {
                return new HostPort(host, port);
            }
        } catch (NumberFormatException notPort) {
            // falls through to the one message
        }
        throw new IllegalArgumentException("must be host:port, as 127.0.0.1:2525 or [::1]:2525");
    }

    private static double magnitude(Object value) {
        return switch (value) {
            case Number number -> number.doubleValue();
            case Duration duration -> duration.getSeconds() * 1e9 + duration.getNano();
            case Size size -> size.bytes();
            default -> throw new IllegalStateException("no bounds for " + value.getClass());
        };
    }
}
