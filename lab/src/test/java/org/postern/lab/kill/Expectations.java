package org.postern.lab.kill;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postern.wire.Sha256;

/// What the clients were told, and so what must hold after a kill. A request without an answer may have
/// been done or not.
final class Expectations {
    private final Map<String, String> digests = new HashMap<>();
    private final Set<String> accepted = new HashSet<>();
    private final Map<String, String> subjects = new HashMap<>();
    private final Set<String> destroyed = new HashSet<>();
    private final Set<String> destroyAsked = new HashSet<>();
    private final Map<String, Optional<String>> folders = new HashMap<>();
    private final Set<String> queued = new HashSet<>();
    private final Map<String, Long> numbers = new HashMap<>();
    private final List<String> wentBack = new ArrayList<>();

    /// An SMTP client is about to send this; no reply has come.
    synchronized void offered(String subject, byte[] content) {
        digests.put(subject, digest(content));
    }

    /// 250 has come.
    synchronized void accepted(String subject) {
        accepted.add(subject);
    }

    /// A message was opened.
    ///
    /// @param content without the fields that the server adds
    /// @return what is wrong with it, if anything
    synchronized Optional<String> opened(String id, String subject, byte[] content) {
        var before = subjects.put(id, subject);
        if (before != null && !before.equals(subject)) {
            return Optional.of(id + " was " + before + " and is " + subject);
        }
        var digest = digests.get(subject);
        return digest(content).equals(digest)
                ? Optional.empty()
                : Optional.of(id + " (" + subject + ") has other octets than were sent");
    }

    synchronized boolean isKnown(String id) {
        return subjects.containsKey(id);
    }

    synchronized void destroyAsked(String id) {
        destroyAsked.add(id);
    }

    synchronized void destroyed(String id) {
        destroyed.add(id);
    }

    /// It may be in either folder from now on.
    synchronized void moveAsked(String id) {
        folders.put(id, Optional.empty());
    }

    synchronized void moved(String id, String folder) {
        folders.put(id, Optional.of(folder));
    }

    synchronized void queued(String subject) {
        queued.add(subject);
    }

    synchronized Set<String> queued() {
        return Set.copyOf(queued);
    }

    synchronized int acceptedCount() {
        return accepted.size();
    }

    synchronized int destroyedCount() {
        return destroyed.size();
    }

    /// A number that never goes back was seen.
    synchronized void seen(String name, long number) {
        long before = numbers.merge(name, number, Math::max);
        if (number < before) {
            wentBack.add(name + " was " + before + " and is " + number);
        }
    }

    /// Holds what is there against what was told.
    ///
    /// @param there folder by message, of every folder that mail arrives in or is moved to
    /// @return what is wrong
    synchronized List<String> problems(Map<String, String> there) {
        var problems = new ArrayList<>(wentBack);
        there.forEach((id, folder) -> {
            if (destroyed.contains(id)) {
                problems.add(id + " was destroyed and came back");
            }
            folders.getOrDefault(id, Optional.of(folder))
                    .filter(told -> !told.equals(folder))
                    .ifPresent(told -> problems.add(id + " was moved to " + told + " and is in " + folder));
        });
        var present = new HashSet<String>();
        for (var id : there.keySet()) {
            if (!present.add(subjects.getOrDefault(id, id))) {
                problems.add(id + " is there twice");
            }
        }
        var mayBeGone = new HashSet<String>();
        destroyAsked.forEach(id -> mayBeGone.add(subjects.getOrDefault(id, "")));
        for (var subject : accepted) {
            if (!present.contains(subject) && !mayBeGone.contains(subject)) {
                problems.add(subject + " had its 250 and is lost");
            }
        }
        return problems;
    }

    private static String digest(byte[] content) {
        return HexFormat.of().formatHex(Sha256.of(content));
    }
}
