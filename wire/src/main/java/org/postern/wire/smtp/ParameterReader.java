package org.postern.wire.smtp;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// RFC 5321 §4.1.2: `esmtp-param = esmtp-keyword ["=" esmtp-value]`, each keyword once.
final class ParameterReader {
    private static final int LONGEST_ENVELOPE_ID = 100; // RFC 3461 §5.4
    private static final int LONGEST_ORIGINAL_RECIPIENT = 500; // RFC 3461 §5.4

    private ParameterReader() {}

    /// @param value what was read; meaningless with a problem
    record Read<T>(T value, Optional<Problem> problem) {}

    private record Word(String keyword, String value) {}

    /// Thrown within this class only.
    private static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;
        private final Problem problem;

        Unreadable(Problem problem) {
            super(null, null, false, false);
            this.problem = problem;
        }
    }

    static Read<MailParameters> mail(String text) {
        if (text.isBlank()) {
            return new Read<>(MailParameters.none(), Optional.empty());
        }
        try {
            var read = MailParameters.none();
            for (var word : words(text)) {
                read = with(read, word);
            }
            return new Read<>(read, Optional.empty());
        } catch (Unreadable broken) {
            return new Read<>(MailParameters.none(), Optional.of(broken.problem));
        }
    }

    static Read<RecipientParameters> recipient(String text) {
        if (text.isBlank()) {
            return new Read<>(RecipientParameters.none(), Optional.empty());
        }
        try {
            var read = RecipientParameters.none();
            for (var word : words(text)) {
                read = switch (word.keyword()) {
                    case "NOTIFY" -> new RecipientParameters(notifyOn(word.value()), read.originalRecipient());
                    case "ORCPT" ->
                        new RecipientParameters(read.notifyOn(), Optional.of(originalRecipient(word.value())));
                    default -> throw new Unreadable(Problem.UNKNOWN_PARAMETER);
                };
            }
            return new Read<>(read, Optional.empty());
        } catch (Unreadable broken) {
            return new Read<>(RecipientParameters.none(), Optional.of(broken.problem));
        }
    }

    private static MailParameters with(MailParameters so, Word word) throws Unreadable {
        return switch (word.keyword()) {
            case "SIZE" ->
                new MailParameters(size(word.value()), so.body(), so.smtpUtf8(), so.returnContent(), so.envelopeId());
            case "BODY" ->
                new MailParameters(
                        so.sizeBytes(), body(word.value()), so.smtpUtf8(), so.returnContent(), so.envelopeId());
            case "SMTPUTF8" -> {
                require(word.value().isEmpty());
                yield new MailParameters(so.sizeBytes(), so.body(), true, so.returnContent(), so.envelopeId());
            }
            case "RET" ->
                new MailParameters(
                        so.sizeBytes(), so.body(), so.smtpUtf8(), Optional.of(content(word.value())), so.envelopeId());
            case "ENVID" ->
                new MailParameters(
                        so.sizeBytes(),
                        so.body(),
                        so.smtpUtf8(),
                        so.returnContent(),
                        Optional.of(envelopeId(word.value())));
            default -> throw new Unreadable(Problem.UNKNOWN_PARAMETER);
        };
    }

    private static List<Word> words(String text) throws Unreadable {
        var seen = new HashSet<String>();
        var words = new java.util.ArrayList<Word>();
        for (var part : text.strip().split(" +")) {
            int equals = part.indexOf('=');
            var keyword = (equals < 0 ? part : part.substring(0, equals)).toUpperCase(Locale.ROOT);
            if (!seen.add(keyword)) {
                throw new Unreadable(Problem.PARAMETER_TWICE);
            }
            words.add(new Word(keyword, equals < 0 ? "" : part.substring(equals + 1)));
        }
        return words;
    }

    private static OptionalLong size(String value) throws Unreadable {
        require(value.length() <= 18 && Digits.only(value));
        return OptionalLong.of(Long.parseLong(value));
    }

    private static BodyType body(String value) throws Unreadable {
        for (var type : BodyType.values()) {
            if (type.word().equalsIgnoreCase(value)) {
                return type;
            }
        }
        throw new Unreadable(Problem.BAD_PARAMETER);
    }

    private static ReturnContent content(String value) throws Unreadable {
        return switch (value.toUpperCase(Locale.ROOT)) {
            case "FULL" -> ReturnContent.FULL;
            case "HDRS" -> ReturnContent.HDRS;
            default -> throw new Unreadable(Problem.BAD_PARAMETER);
        };
    }

    private static String envelopeId(String value) throws Unreadable {
        var decoded = Xtext.decode(value);
        require(!value.isEmpty() && decoded.isPresent());
        require(Xtext.encode(decoded.orElseThrow()).length() <= LONGEST_ENVELOPE_ID); // or nobody could send it on
        return decoded.orElseThrow();
    }

    private static Set<Notify> notifyOn(String value) throws Unreadable {
        var wanted = EnumSet.noneOf(Notify.class);
        for (var word : value.split(",", -1)) {
            wanted.add(
                    switch (word.toUpperCase(Locale.ROOT)) {
                        case "NEVER" -> Notify.NEVER;
                        case "SUCCESS" -> Notify.SUCCESS;
                        case "FAILURE" -> Notify.FAILURE;
                        case "DELAY" -> Notify.DELAY;
                        default -> throw new Unreadable(Problem.BAD_PARAMETER);
                    });
        }
        require(!wanted.contains(Notify.NEVER) || wanted.size() == 1);
        return Set.copyOf(wanted);
    }

    private static String originalRecipient(String value) throws Unreadable {
        int semicolon = value.indexOf(';');
        require(semicolon > 0);
        var decoded = Xtext.decode(value.substring(semicolon + 1));
        require(decoded.isPresent());
        int written = semicolon + 1 + Xtext.encode(decoded.orElseThrow()).length();
        require(written <= LONGEST_ORIGINAL_RECIPIENT); // or nobody could send it on
        return value.substring(0, semicolon + 1) + decoded.orElseThrow();
    }

    private static void require(boolean holds) throws Unreadable {
        if (!holds) {
            throw new Unreadable(Problem.BAD_PARAMETER);
        }
    }
}
