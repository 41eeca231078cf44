package org.postern.wire.dns;

import java.util.List;

/// What became of a question to the DNS. The kinds are kept apart because mail must wait for the one
/// and be returned for the other.
public sealed interface Lookup<T> {
    /// @param answers at least one, in the order of the answer
    record Found<T>(List<T> answers) implements Lookup<T> {
        public Found {
            answers = List.copyOf(answers);
        }
    }

    /// The name does not exist: NXDOMAIN.
    record NoSuchName<T>() implements Lookup<T> {}

    /// The name exists and has nothing of this type.
    record NoRecords<T>() implements Lookup<T> {}

    /// Nobody could say: time-out, SERVFAIL, a broken answer. Ask again later.
    record Failed<T>() implements Lookup<T> {}
}
