package org.postern.reach.dial;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.postern.reach.Failure;

/// What a look-up came to: answers, or why there are none.
public record Resolved<T>(List<T> answers, Optional<Failure> failure) {
    public Resolved {
        answers = List.copyOf(answers);
        if (answers.isEmpty() == failure.isEmpty()) {
            throw new IllegalArgumentException("answers or a failure, and not both");
        }
    }

    public static <T> Resolved<T> found(List<T> answers) {
        return new Resolved<>(answers, Optional.empty());
    }

    public static <T> Resolved<T> failed(Failure why) {
        return new Resolved<>(List.of(), Optional.of(why));
    }

    /// Both together: failed only when both did.
    Resolved<T> or(Resolved<T> other) {
        return answers.isEmpty() && other.answers.isEmpty()
                ? this
                : found(Stream.concat(answers.stream(), other.answers.stream()).toList());
    }
}
