package org.postern.server.jmap;

import java.time.Duration;
import org.postern.server.jmap.core.Limits;
import org.postern.server.settings.Setting;
import org.postern.server.settings.Size;

/// The bounds of `/jmap` (THREAT T-04), told to clients in the session object where RFC 8620 §2 asks so.
public record JmapSettings(
        @Setting(
                value =
                        "Octets that one upload may have; a sealed message is up to an eighth larger than the original.",
                standard = "64MB",
                min = "1MB",
                max = "1000MB")
        Size maxUpload,

        @Setting(value = "Memory for all uploads together; they never touch a disk.", standard = "256MB", min = "1MB")
        Size uploadMemory,

        @Setting(value = "Memory for the uploads of one account.", standard = "160MB", min = "1MB")
        Size uploadMemoryPerAccount,

        @Setting(
                value = "Memory for all downloads under way; who comes when it is taken waits for a while.",
                standard = "256MB",
                min = "128MB")
        Size downloadMemory,

        @Setting(value = "Uploads that one account may send at once.", standard = "4", min = "1", max = "64")
        int maxConcurrentUploads,

        @Setting(value = "Octets that one API request may have.", standard = "10MB", min = "64KiB", max = "100MB")
        Size maxRequest,

        @Setting(
                value = "Memory for all API requests under way, at three octets for each that was sent.",
                standard = "128MB",
                min = "1MB")
        Size requestMemory,

        @Setting(value = "How long an API request may take to arrive.", standard = "60s", min = "1s", max = "10m")
        Duration requestTime,

        @Setting(value = "How long an upload may take to arrive.", standard = "15m", min = "1s", max = "6h")
        Duration uploadTime,

        @Setting(value = "API requests of one account under way at once.", standard = "8", min = "1", max = "64")
        int maxConcurrentRequests,

        @Setting(
                value = "API requests, uploads and downloads of all accounts under way at once.",
                standard = "256",
                min = "8")
        int maxConcurrentInAll,

        @Setting(value = "Method calls in one request.", standard = "32", min = "16", max = "1000")
        int maxCallsInRequest,

        @Setting(value = "Objects that one get may ask for.", standard = "500", min = "500", max = "10000")
        int maxObjectsInGet,

        @Setting(value = "Objects that one set may change.", standard = "500", min = "500", max = "10000")
        int maxObjectsInSet,

        @Setting(value = "Recipients of one submission.", standard = "100", min = "1", max = "10000")
        int maxRecipients,

        @Setting(value = "Octets of one parcel that is submitted.", standard = "50MB", min = "64KiB")
        Size maxParcel,

        @Setting(value = "Push connections in all.", standard = "6000", min = "1")
        int maxPushConnections,

        @Setting(value = "Push connections of one account.", standard = "16", min = "1")
        int maxPushConnectionsPerAccount) {
    /// As the core capability tells them.
    Limits limits() {
        return new Limits(
                maxUpload.bytes(),
                maxConcurrentUploads,
                (int) maxRequest.bytes(),
                maxConcurrentRequests,
                maxCallsInRequest,
                maxObjectsInGet,
                maxObjectsInSet);
    }
}
