package org.postern.server.http;

import java.util.Optional;
import org.postern.server.accounts.Session;
import org.postern.server.accounts.SourceNetwork;
import org.postern.wire.Octets;
import tools.jackson.core.JacksonException;

/// One call of `/api` (docs/format/account.md).
///
/// @param path a last segment `{id}` stands for anything
/// @param maxBytes of the body
record Call(String method, String path, Access access, int maxBytes, Action action) {
    /// Most calls carry a few kilobytes; keys and settings more.
    static final int SMALL = 16 * 1024;

    static final int LARGE = 256 * 1024;

    /// Who may make a call.
    enum Access {
        ANYBODY,
        SESSION,
        /// Shortly after a login.
        FRESH_SESSION
    }

    /// Works on the thread of the request; may block.
    @FunctionalInterface
    interface Action {
        Answer answer(Ask ask);
    }

    static Call open(String method, String path, Action action) {
        return new Call(method, path, Access.ANYBODY, SMALL, action);
    }

    static Call session(String method, String path, Action action) {
        return new Call(method, path, Access.SESSION, SMALL, action);
    }

    static Call fresh(String method, String path, Action action) {
        return new Call(method, path, Access.FRESH_SESSION, SMALL, action);
    }

    Call upTo(int bytes) {
        return new Call(method, path, access, bytes, action);
    }

    /// A request that may be made.
    ///
    /// @param caller there for calls that need one
    /// @param segment what stands for `{id}`, else empty
    /// @param agent the `User-Agent`, never kept as it is
    record Ask(
            Optional<Session> caller,
            SourceNetwork source,
            boolean secure,
            String segment,
            Query query,
            String agent,
            Octets body) {
        Session session() {
            return caller.orElseThrow();
        }

        /// The body as a record; components may be null where the client left them out.
        ///
        /// @throws BadBody when it is no JSON object of that kind
        <T> T as(Class<T> type) {
            try {
                var read = Answers.JSON.readValue(body.toByteArray(), type);
                if (read == null) {
                    throw new BadBody();
                }
                return read;
            } catch (JacksonException malformed) {
                throw new BadBody();
            }
        }
    }

    /// A parameter of the query by its name.
    @FunctionalInterface
    interface Query {
        Optional<String> parameter(String name);
    }

    /// The body is not what the call takes; becomes `bad-request` in one place.
    static final class BadBody extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BadBody() {
            super("the body is not what this call takes");
        }
    }
}
