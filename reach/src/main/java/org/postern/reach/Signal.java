package org.postern.reach;

/// Kinds of evidence. The word "blocked" needs two of them, or one that leaves no doubt, that nobody can plant, and
/// that has a control beside it.
public enum Signal {
    /// Look-ups of our names go on and connections do not follow.
    QUERY_WITHOUT_CONNECT,
    /// Connections stopped that used to come.
    SILENCE,
    /// Sessions end at one stage that used to pass it.
    FUNNEL,
    /// Connections from our address into the network fail where those from another address succeed.
    REVERSE_PATH,
    /// A volunteer inside saw it.
    PROBE,
    /// Web requests of the same network go on while its mail does not.
    WEB_CONTROL,
    /// Look-ups from the network stopped.
    QUERIES_STOPPED;

    /// Whether somebody can make it up who sends no mail there: look-ups with forged senders, a volunteer who lies
    /// (THREAT T-42).
    public boolean isPlantable() {
        return this == QUERY_WITHOUT_CONNECT || this == PROBE;
    }
}
