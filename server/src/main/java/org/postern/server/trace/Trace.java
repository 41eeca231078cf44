package org.postern.server.trace;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The log of one room. The text of an event never varies; facts are fields.
public final class Trace {
    private final Logger log;

    private Trace(Logger log) {
        this.log = log;
    }

    public static Trace of(Class<?> room) {
        return new Trace(LoggerFactory.getLogger(room));
    }

    /// Something that an operator may want to know.
    public void event(String text, Field... facts) {
        log.info("{}{}", text, written(facts));
    }

    /// Something for a developer who follows one case.
    public void detail(String text, Field... facts) {
        if (log.isDebugEnabled()) {
            log.debug("{}{}", text, written(facts));
        }
    }

    /// The world broke or we are wrong; somebody should look. Stack frames are kept, messages are not:
    /// they may quote a peer.
    public void failure(String text, Throwable cause, Field... facts) {
        log.error("{}{} cause={} at={}", text, written(facts), causes(cause), frames(cause));
    }

    private static String written(Field[] facts) {
        return Arrays.stream(facts)
                .map(fact -> " " + fact.name() + "=" + fact.value())
                .collect(Collectors.joining());
    }

    private static String causes(Throwable thrown) {
        var names = new StringBuilder(thrown.getClass().getName());
        for (var cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
            names.append('<').append(cause.getClass().getName());
        }
        return names.toString();
    }

    private static String frames(Throwable thrown) {
        return Arrays.stream(thrown.getStackTrace())
                .limit(12)
                .map(frame -> frame.getFileName() + ":" + frame.getLineNumber())
                .collect(Collectors.joining(","));
    }
}
