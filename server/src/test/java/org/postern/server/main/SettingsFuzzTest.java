package org.postern.server.main;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Stored inputs in the tests; the fuzzer itself with `JAZZER_FUZZ=1`.
class SettingsFuzzTest {
    /// Whatever stands in the file: settings, or problems that say where. Never an exception, which would
    /// tell the operator nothing.
    @DictionaryFile(resourcePath = "settings.dict")
    @FuzzTest(maxDuration = "60s")
    void files(byte[] octets) {
        var text = new String(octets, StandardCharsets.UTF_8);
        long lines = text.split("\\R", -1).length;

        switch (read(text, Map.of())) {
            case SettingsRead.Good<Settings>(var settings) ->
                check(read(text, Map.of()).equals(new SettingsRead.Good<>(settings)), "read otherwise when read again");
            case SettingsRead.Bad<Settings>(var problems) -> {
                check(!problems.isEmpty(), "wrong, and nothing is said");
                for (var problem : problems) {
                    check(
                            problem.place().startsWith("postern.toml")
                                    && !problem.text().isBlank(),
                            "no place, no text");
                    var line = problem.place().substring("postern.toml".length());
                    check(line.isEmpty() || Long.parseLong(line.substring(1)) <= lines, "a line that is not there");
                }
            }
        }
    }

    /// The same for what stands on the command line.
    @DictionaryFile(resourcePath = "settings.dict")
    @FuzzTest(maxDuration = "60s")
    void options(byte[] octets) {
        var text = new String(octets, StandardCharsets.UTF_8);
        int equals = text.indexOf('=');
        var key = equals < 0 ? "smtp.listen" : text.substring(0, equals);

        if (read("", Map.of(key, text.substring(equals + 1))) instanceof SettingsRead.Bad<Settings>(var problems)) {
            check(!problems.isEmpty(), "wrong, and nothing is said");
        }
    }

    private static SettingsRead<Settings> read(String text, Map<String, String> overrides) {
        return SettingsReader.read(Settings.class, "postern.toml", text, overrides);
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException(what);
        }
    }
}
