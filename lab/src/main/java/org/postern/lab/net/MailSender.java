package org.postern.lab.net;

import java.util.Map;
import java.util.OptionalDouble;

/// An ordinary mail server of somebody who writes to us. It knows nothing of any of this.
public interface MailSender extends AutoCloseable {
    /// As the tables call it.
    String name();

    /// Hands in one short message.
    ///
    /// @param mark a word that names the message in all logs, and in its Message-ID
    default void send(String mark, String to) {
        send(mark, to, 0);
    }

    /// Hands in one message, as a program of its users would.
    ///
    /// @param octets that the text has at least
    void send(String mark, String to, int octets);

    /// What became of each message, by its mark, read from the server's own log.
    Map<String, Fate> fates();

    @Override
    void close();

    /// What became of one message.
    ///
    /// @param seconds from when it was handed in to the end; empty while it waits
    record Fate(Kind kind, OptionalDouble seconds) {
        /// The only three things that can become of mail.
        public enum Kind {
            /// Still in the queue.
            WAITING,
            /// The other side said 250.
            DELIVERED,
            /// Given back to whoever wrote it.
            BOUNCED
        }

        static Fate waiting() {
            return new Fate(Kind.WAITING, OptionalDouble.empty());
        }

        static Fate ended(Kind kind, double seconds) {
            return new Fate(kind, OptionalDouble.of(seconds));
        }
    }
}
