package org.postern.server.db;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One caller's work on its way through a database thread. The outcome is held back until the thread
/// knows that it counts.
final class Work<T> {
    private final Function<Tables, T> function;
    private final Consumer<T> committed;
    private final CompletableFuture<T> future = new CompletableFuture<>();
    private @Nullable T value;
    private @Nullable Throwable thrown;

    Work(Function<Tables, T> function) {
        this(function, value -> {});
    }

    /// @param committed what follows when it counts
    Work(Function<Tables, T> function, Consumer<T> committed) {
        this.function = function;
        this.committed = committed;
    }

    CompletableFuture<T> future() {
        return future;
    }

    /// @return whether it came to its end
    boolean run(Tables tables) {
        try {
            value = function.apply(tables);
            return true;
        } catch (Throwable any) {
            thrown = any;
            return false;
        }
    }

    /// Tells the caller what [#run] came to.
    void settle() {
        if (thrown != null) {
            future.completeExceptionally(thrown);
        } else if (value != null) {
            complete(value);
        } else {
            future.completeExceptionally(new IllegalStateException("work returned nothing"));
        }
    }

    private void complete(T counts) {
        try {
            committed.accept(counts);
            future.complete(counts);
        } catch (RuntimeException wrong) {
            future.completeExceptionally(wrong);
        }
    }

    void fail(Throwable cause) {
        future.completeExceptionally(cause);
    }

    /// Waits; what the work threw is thrown as it was.
    static <T> T await(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException wrapped) {
            switch (wrapped.getCause()) {
                case RuntimeException unchecked -> throw unchecked;
                case Error error -> throw error;
                case null, default -> throw wrapped;
            }
        }
    }
}
