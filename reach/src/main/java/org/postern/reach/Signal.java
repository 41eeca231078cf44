package org.postern.reach;

/// Kinds of evidence. Two of different kinds are needed before the word "blocked" is used.
public enum Signal {
    /// Look-ups of our names go on and connections do not follow.
    QUERY_WITHOUT_CONNECT,
    /// A stage of the funnel collapsed against the network's own past and its peers.
    FUNNEL,
    /// Connections from our address into the network fail where those from another address succeed.
    REVERSE_PATH,
    /// A volunteer inside saw it.
    PROBE,
    /// Web requests of the same network go on (or stop with the mail).
    WEB_CONTROL,
    /// Look-ups from the network stopped.
    QUERIES_STOPPED
}
