package org.postern.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.postern.lab.peers.Browser;
import org.postern.lab.peers.Ports;
import org.postern.lab.peers.RunningPostern;

/// `postern bench page [messages]`, at the root of a checkout: the page in Chromium, over a slow line, with a
/// mailbox of so many messages, and with messages of a megabyte. The service is a real one, its mailbox filled by
/// [MailboxFill] while it stands still.
final class PageBench {
    private static final String PASSWORD = "correct horse battery staple";
    private static final String ADDRESS = "eve@postern.localhost";
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int MEGABYTES = 5;

    private PageBench() {}

    static void main(String[] words) throws Exception {
        int messages = words.length == 0 ? 100_000 : Integer.parseInt(words[0]);
        var home = Path.of("").toAbsolutePath();
        var folder = Files.createTempDirectory("page-bench");
        var data = folder.resolve("data");
        var settings = RunningPostern.firstSteps(Ports.free());
        try (var service = RunningPostern.up(home, data, settings)) {
            new Browser(home, folder.resolve("eve"), service.site())
                    .play("signup", Map.of("local", "eve", "password", PASSWORD), PATIENCE);
        }
        MailboxFill.fill(data, messages);
        try (var service = RunningPostern.up(home, data, settings)) {
            send(service.smtpPort());
            var browser = new Browser(home, folder.resolve("again"), service.site());
            print("slow line, ms and octets", browser, "load", Map.of("octetsPerSecond", 125_000, "delayMillis", 200));
            print(
                    "scrolling, pixels a frame",
                    browser,
                    "scroll",
                    Map.of("total", messages + MEGABYTES, "speeds", List.of(20, 100, 400), "frames", 300));
            print("a megabyte, ms from its last octet", browser, "open", Map.of("subject", "Megabyte"));
        }
    }

    private static void print(String what, Browser browser, String command, Map<String, Object> more) {
        var task = new HashMap<>(more);
        task.put("address", ADDRESS);
        task.put("password", PASSWORD);
        System.out.println(what + ": " + browser.play(command, task, PATIENCE));
    }

    private static void send(int port) throws IOException {
        var line = "The quick brown fox jumps over the lazy dog.\r\n";
        var text = line.repeat(1_000_000 / line.length());
        try (var sender = new SmtpTalk(port)) {
            for (int i = 0; i < MEGABYTES; i++) {
                sender.send(ADDRESS, "From: bob@example.net\r\nSubject: Megabyte " + i + "\r\n\r\n" + text);
            }
        }
    }
}
