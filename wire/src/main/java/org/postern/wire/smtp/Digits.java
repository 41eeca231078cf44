package org.postern.wire.smtp;

/// Decimal digits of ASCII, and nothing that Unicode also calls a digit.
final class Digits {
    private Digits() {}

    static boolean only(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
