package org.postern.server.jmap.core;

/// The request as a whole cannot be answered; the door writes the problem. Carries no stack: it is an
/// answer to a client, thrown out of deep parsing.
public final class RequestRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public RequestRefused(Problem problem) {
        super(problem.type(), null, false, false);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
