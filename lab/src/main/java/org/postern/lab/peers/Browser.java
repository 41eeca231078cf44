package org.postern.lab.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A person at the page: the system's Chromium, led by `web/e2e/browser.mjs`. One profile, so that a
/// second visit is one of somebody who was there before.
public final class Browser {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path web;
    private final Path folder;
    private final String site;
    private int visits;

    /// @param home the checkout
    /// @param folder for the profile and pictures
    public Browser(Path home, Path folder, String site) {
        this.web = home.resolve("web");
        this.folder = folder;
        this.site = site;
    }

    public Path pictures() {
        return folder.resolve("pictures");
    }

    /// Plays one command of `browser.mjs`.
    ///
    /// @return what the page showed; `complaints` and `foreign` must be empty
    public JsonNode play(String command, Map<String, Object> task, Duration limit) {
        var whole = new HashMap<>(task);
        whole.put("site", site);
        whole.put("profile", folder.resolve("profile").toString());
        whole.put("pictures", pictures().toString());
        try {
            Files.createDirectories(pictures());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        var words = List.of("node", web.resolve("e2e/browser.mjs").toString(), command, JSON.writeValueAsString(whole));
        try (var child = Child.start(folder, "browser-" + ++visits, words, Map.of())) {
            if (child.await(limit) != 0) {
                throw new IllegalStateException("the browser's '" + command + "' failed:\n" + child.output());
            }
            var lines = child.output().lines().toList();
            return JSON.readTree(lines.getLast().getBytes(StandardCharsets.ISO_8859_1)); // an octet a char
        }
    }
}
