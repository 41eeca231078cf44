package org.postern.server.smtpout;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.postern.wire.smtp.Reply;

/// What a peer offers in its answer to EHLO (RFC 5321 §4.1.1.1).
///
/// @param offered keyword in upper case, with its parameters
record Extensions(Map<String, List<String>> offered) {
    private static final int USUAL_RECIPIENTS = 100; // RFC 5321 §4.5.3.1.8: everybody takes so many

    static Extensions none() {
        return new Extensions(Map.of());
    }

    static Extensions of(Reply ehlo) {
        var offered = new HashMap<String, List<String>>();
        for (var line : ehlo.lines().subList(1, ehlo.lines().size())) {
            var words = line.strip().split(" +");
            offered.put(words[0].toUpperCase(Locale.ROOT), Arrays.asList(words).subList(1, words.length));
        }
        return new Extensions(Map.copyOf(offered));
    }

    boolean has(String keyword) {
        return offered.containsKey(keyword);
    }

    /// RFC 1870 §4: the largest message; empty where none is told.
    OptionalLong largestMessage() {
        var size = offered.getOrDefault("SIZE", List.of()).stream().findFirst().map(Extensions::number);
        return size.isPresent() && size.get() > 0 ? OptionalLong.of(size.get()) : OptionalLong.empty();
    }

    /// RFC 9422 §3.1.2: recipients in one transaction, never more than a hundred.
    int mostRecipients() {
        return (int) Math.min(USUAL_RECIPIENTS, limit("RCPTMAX"));
    }

    /// RFC 9422 §3.1.1: transactions in one session.
    long mostTransactions() {
        return limit("MAILMAX");
    }

    private long limit(String name) {
        return offered.getOrDefault("LIMITS", List.of()).stream()
                .filter(word -> word.toUpperCase(Locale.ROOT).startsWith(name + "="))
                .map(word -> number(word.substring(name.length() + 1)))
                .filter(value -> value > 0)
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }

    private static long number(String digits) {
        return digits.matches("[0-9]{1,15}") ? Long.parseLong(digits) : 0;
    }
}
