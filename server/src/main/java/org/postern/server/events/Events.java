package org.postern.server.events;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.postern.server.accounts.AccountId;

/// Tells listeners of an account that it changed. In memory: a client that was away asks `/changes`.
/// A listener must not block; it puts the change where its own thread finds it.
public final class Events {
    private final ConcurrentMap<AccountId, List<Consumer<Change>>> listeners = new ConcurrentHashMap<>();

    public void publish(Change change) {
        listeners.getOrDefault(change.account(), List.of()).forEach(listener -> listener.accept(change));
    }

    /// Until the returned value is closed.
    public Subscription subscribe(AccountId account, Consumer<Change> listener) {
        listeners.compute(account, (id, known) -> {
            var all = known == null ? new CopyOnWriteArrayList<Consumer<Change>>() : known;
            all.add(listener);
            return all;
        });
        return () -> listeners.computeIfPresent(account, (id, known) -> {
            known.remove(listener);
            return known.isEmpty() ? null : known;
        });
    }

    /// One listener's place.
    @FunctionalInterface
    public interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
