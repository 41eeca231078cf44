package org.postern.server.main;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.postern.server.settings.Setting;

/// The reference of the configuration file, printed from the records that it is read into.
final class ReferencePage {
    private final StringBuilder page = new StringBuilder();

    private ReferencePage() {}

    static String of(Class<? extends Record> root) {
        var reference = new ReferencePage();
        reference.page.append("""
                # Configuration

                One TOML file, `postern.toml` in the data folder or named by `--config`. Every key has a default
                unless the table says *needed*. A key that is not on this page is an error, and all errors of a
                file are reported at once with their lines. This page is printed from the records in the code.
                """);
        reference.table(root, "");
        return reference.page.toString();
    }

    private void table(Class<?> type, String path) {
        var inner = new ArrayList<RecordComponent>();
        var rows = new ArrayList<RecordComponent>();
        for (var component : type.getRecordComponents()) {
            boolean isTable = component.getType().isRecord() && !SettingText.isValue(component.getType());
            (isTable ? inner : rows).add(component);
        }
        if (!rows.isEmpty()) {
            rows(rows, path);
        }
        for (var component : inner) {
            var name = SettingText.snakeCase(component.getName());
            table(component.getType(), path.isEmpty() ? name : path + "." + name);
        }
    }

    private void rows(List<RecordComponent> rows, String path) {
        page.append(path.isEmpty() ? "\n## Top of the file\n" : "\n## `[" + path + "]`\n")
                .append("\n| key | form | default | |\n|---|---|---|---|\n");
        rows.forEach(row -> page.append(line(row)));
    }

    private static String line(RecordComponent component) {
        var setting = component.getAnnotation(Setting.class);
        var type = SettingText.typeOf(component);
        return "| `%s` | %s | %s | %s%s |%n"
                .formatted(
                        SettingText.snakeCase(component.getName()),
                        SettingText.form(type),
                        standard(setting, type),
                        setting.value(),
                        bounds(setting));
    }

    private static String standard(Setting setting, SettingText.Type type) {
        if (setting.standard().length > 0) {
            return Arrays.stream(setting.standard())
                    .map(text -> "`" + text + "`")
                    .collect(Collectors.joining(", "));
        }
        if (type.optional()) {
            return "none";
        }
        return type.list() ? "empty" : "*needed*";
    }

    private static String bounds(Setting setting) {
        if (setting.min().isEmpty() && setting.max().isEmpty()) {
            return "";
        }
        if (setting.max().isEmpty()) {
            return " At least " + setting.min() + ".";
        }
        return setting.min().isEmpty()
                ? " At most " + setting.max() + "."
                : " From " + setting.min() + " to " + setting.max() + ".";
    }
}
