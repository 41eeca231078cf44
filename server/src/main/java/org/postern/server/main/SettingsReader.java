package org.postern.server.main;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postern.server.settings.Setting;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/// Reads one TOML file, and what the command line puts over it, into a tree of records. Reports every
/// problem of one reading together; a key that no record has is a problem.
final class SettingsReader {
    private final String fileName;
    private final TomlParseResult toml;
    private final Map<String, String> overrides;
    private final List<Found> problems = new ArrayList<>();
    private final Set<String> known = new HashSet<>();

    private SettingsReader(String fileName, String text, Map<String, String> overrides) {
        this.fileName = fileName;
        this.overrides = overrides;
        this.toml = parse(text);
    }

    /// tomlj reports what is wrong; a broken escape in a string ends it with an assertion instead.
    private TomlParseResult parse(String text) {
        try {
            return Toml.parse(text);
        } catch (RuntimeException | AssertionError broken) {
            problems.add(new Found(0, fileName, "is not TOML: a string has an escape that means nothing"));
            return Toml.parse("");
        }
    }

    /// @param overrides dotted key to value as written on the command line; they win over the file
    static <T extends Record> SettingsRead<T> read(
            Class<T> root, String fileName, String text, Map<String, String> overrides) {
        return new SettingsReader(fileName, text, overrides).run(root);
    }

    private <T extends Record> SettingsRead<T> run(Class<T> root) {
        toml.errors()
                .forEach(error -> problems.add(
                        new Found(error.position().line(), at(error.position().line()), "" + error.getMessage())));
        if (!problems.isEmpty()) {
            return bad();
        }
        var settings = table(root, "");
        refuseUnknown(toml, List.of());
        if (settings == null || !problems.isEmpty()) {
            return bad();
        }
        return new SettingsRead.Good<>(settings);
    }

    private <T> SettingsRead<T> bad() {
        return new SettingsRead.Bad<>(problems.stream()
                .sorted(Comparator.comparingInt(Found::line))
                .map(Found::problem)
                .toList());
    }

    private <T extends Record> @Nullable T table(Class<T> type, String path) {
        var components = type.getRecordComponents();
        var values = new @Nullable Object[components.length];
        boolean whole = true;
        for (int i = 0; i < components.length; i++) {
            var value = component(components[i], path);
            whole &= value != null;
            values[i] = value;
        }
        return whole ? construct(type, components, values, path) : null;
    }

    private @Nullable Object component(RecordComponent component, String path) {
        var key = path + SettingText.snakeCase(component.getName());
        if (component.getType().isRecord() && !SettingText.isValue(component.getType())) {
            known.add(key);
            if (toml.get(key) != null && !(toml.get(key) instanceof TomlTable)) {
                problem(key, "'" + key + "' is a table of settings, not a value");
                return null;
            }
            return table(component.getType().asSubclass(Record.class), key + ".");
        }
        known.add(key);
        var setting = component.getAnnotation(Setting.class);
        var type = SettingText.typeOf(component);
        var written = written(key, type);
        if (written.isEmpty()) {
            return standard(key, setting, type);
        }
        try {
            var value = SettingText.parse(type, written.get());
            SettingText.checkBounds(type, value, setting);
            return value;
        } catch (IllegalArgumentException wrong) {
            problem(key, "'" + key + "' " + wrong.getMessage());
            return null;
        }
    }

    private @Nullable Object standard(String key, Setting setting, SettingText.Type type) {
        if (setting.standard().length > 0 || type.list()) {
            return SettingText.parse(type, List.of(setting.standard()));
        }
        if (type.optional()) {
            return Optional.empty();
        }
        problems.add(new Found(0, fileName, "'" + key + "' is missing: " + setting.value()));
        return null;
    }

    /// The value's text, or each of a list's.
    private Optional<List<String>> written(String key, SettingText.Type type) {
        var override = overrides.get(key);
        if (override != null) {
            return Optional.of(List.of(override));
        }
        var value = toml.get(key);
        if (value == null) {
            return Optional.empty();
        }
        var all = value instanceof TomlArray array ? array.toList() : List.of(value);
        if (value instanceof TomlArray && !type.list()) {
            problem(key, "'" + key + "' takes one value, not a list");
            return Optional.empty();
        }
        if (all.stream().anyMatch(each -> each instanceof TomlArray || each instanceof TomlTable)) {
            problem(key, "'" + key + "' takes plain values, not a table or a list in a list");
            return Optional.empty();
        }
        return Optional.of(all.stream().map(String::valueOf).toList());
    }

    private <T extends Record> @Nullable T construct(
            Class<T> type, RecordComponent[] components, @Nullable Object[] values, String path) {
        var types = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
        }
        try {
            var constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException refused) {
            problems.add(new Found(
                    0,
                    fileName,
                    "[" + path + "] " + refused.getTargetException().getMessage()));
            return null;
        } catch (ReflectiveOperationException broken) {
            throw new IllegalStateException("a settings record has no canonical constructor: " + type, broken);
        }
    }

    private void refuseUnknown(TomlTable table, List<String> path) {
        for (var name : table.keySet()) {
            var names = new ArrayList<>(path);
            names.add(name);
            var key = String.join(".", names);
            if (!known.contains(key)) {
                problems.add(found(
                        toml.inputPositionOf(names),
                        "there is no setting '" + key + "'; see docs/operate/configuration.md"));
            } else if (table.get(List.of(name)) instanceof TomlTable inner) {
                refuseUnknown(inner, names);
            }
        }
    }

    private void problem(String key, String text) {
        problems.add(
                overrides.containsKey(key)
                        ? new Found(0, "--" + key.replace('_', '-'), text)
                        : found(toml.inputPositionOf(key), text));
    }

    private Found found(@Nullable TomlPosition position, String text) {
        int line = position == null ? 0 : position.line();
        return new Found(line, at(line), text);
    }

    private String at(int line) {
        return line == 0 ? fileName : fileName + ":" + line;
    }

    private record Found(int line, String place, String text) {
        SettingsProblem problem() {
            return new SettingsProblem(place, text);
        }
    }
}
