package org.postern.server.mailstore;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.postern.server.blobs.BlobRef;

/// What the server knows of one stored message.
///
/// @param uids the mailboxes that it is in, and its UID in each
/// @param keywords lower case (RFC 8621 §4.1.1)
/// @param size octets of the sealed body packet, padded
/// @param body where the sealed body packet lies
/// @param modseq state of its last change
/// @param created state at which it came
public record Email(
        EmailId id,
        ThreadId thread,
        Map<MailboxId, Long> uids,
        Set<String> keywords,
        Instant receivedAt,
        long size,
        BlobRef body,
        long modseq,
        long created) {}
