package org.postern.server.main;

/// One thing wrong with the configuration.
///
/// @param place `postern.toml:12`, or the command-line option
/// @param text what is wrong and what would be right
public record SettingsProblem(String place, String text) {
    @Override
    public String toString() {
        return place + ": " + text;
    }
}
