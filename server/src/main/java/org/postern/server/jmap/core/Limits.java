package org.postern.server.jmap.core;

/// The bounds of the core capability (RFC 8620 §2).
public record Limits(
        long maxSizeUpload,
        int maxConcurrentUpload,
        int maxSizeRequest,
        int maxConcurrentRequests,
        int maxCallsInRequest,
        int maxObjectsInGet,
        int maxObjectsInSet) {}
