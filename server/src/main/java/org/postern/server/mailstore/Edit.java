package org.postern.server.mailstore;

import java.util.Set;

/// How a set is to change.
public sealed interface Edit<T> {
    record Keep<T>() implements Edit<T> {}

    record Replace<T>(Set<T> with) implements Edit<T> {}

    record Patch<T>(Set<T> add, Set<T> remove) implements Edit<T> {}
}
