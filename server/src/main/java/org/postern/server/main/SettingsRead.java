package org.postern.server.main;

import java.util.List;

/// What reading a configuration came to.
public sealed interface SettingsRead<T> {
    record Good<T>(T settings) implements SettingsRead<T> {}

    /// Every problem at once, in the order of the file.
    record Bad<T>(List<SettingsProblem> problems) implements SettingsRead<T> {}
}
