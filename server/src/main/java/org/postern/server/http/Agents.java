package org.postern.server.http;

import java.util.List;

/// A few words for a session of its owner's list. Only words of this file are kept, never the header.
final class Agents {
    private static final List<Word> PROGRAMS = List.of(
            new Word("Edg/", "Edge"),
            new Word("Firefox/", "Firefox"),
            new Word("Chrome/", "Chrome"),
            new Word("Safari/", "Safari"),
            new Word("postern", "Postern command line"),
            new Word("Java", "Postern command line"));

    private static final List<Word> SYSTEMS = List.of(
            new Word("Android", "Android"),
            new Word("iPhone", "iPhone"),
            new Word("iPad", "iPad"),
            new Word("Windows", "Windows"),
            new Word("Mac OS X", "macOS"),
            new Word("CrOS", "ChromeOS"),
            new Word("Linux", "Linux"));

    private Agents() {}

    private record Word(String inHeader, String shown) {}

    static String label(String header) {
        var program = first(PROGRAMS, header, "Unknown program");
        var system = first(SYSTEMS, header, "");
        return system.isEmpty() ? program : program + " on " + system;
    }

    private static String first(List<Word> words, String header, String otherwise) {
        return words.stream()
                .filter(word -> header.contains(word.inHeader()))
                .map(Word::shown)
                .findFirst()
                .orElse(otherwise);
    }
}
