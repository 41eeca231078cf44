package org.postern.server.jmap.blob;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.postern.server.accounts.AccountId;
import org.postern.server.mailstore.EmailId;
import org.postern.server.time.Clock;
import org.postern.wire.Octets;

/// What clients uploaded (RFC 8620 §6.1). In memory only: a readable upload never touches a disk
/// (THREAT T-01). Bounded in all and per account (THREAT T-04), and gone after an hour. What was used
/// gives way first when room is needed.
public final class Uploads {
    /// RFC 8620 §6: an upload stays for an hour at least, unless room is needed.
    public static final Duration LIFE = Duration.ofHours(1);

    private static final int CHUNK_BYTES = 64 * 1024;
    private static final int OVERHEAD_BYTES = 1024;

    private final Clock clock;
    private final long mostInAll;
    private final long mostPerAccount;
    private final byte[] tokenKey = new byte[32];
    private final Map<BlobId.Upload, Upload> kept = new LinkedHashMap<>();
    private final Map<EmailId, BlobId.Upload> imported = new HashMap<>();
    private final Map<AccountId, Long> heldPerAccount = new HashMap<>();
    private long held;

    public Uploads(Clock clock, long mostInAll, long mostPerAccount) {
        this.clock = clock;
        this.mostInAll = mostInAll;
        this.mostPerAccount = mostPerAccount;
        new SecureRandom().nextBytes(tokenKey);
    }

    /// One upload.
    ///
    /// @param type as the client named it
    public record Upload(BlobId.Upload id, String type, Octets octets, long deadlineNanos, boolean used) {}

    /// What became of octets that a client sent.
    public sealed interface Taken {
        record Kept(Upload upload) implements Taken {}

        /// More than one upload may have.
        record TooLarge() implements Taken {}

        /// The memory for uploads is taken; later there may be room.
        record NoRoom() implements Taken {}
    }

    /// Reads to the end. Memory is accounted for as it is filled, so that what many clients send together
    /// stays within the bound.
    public Taken take(AccountId account, String type, InputStream in, long maxBytes) throws IOException {
        var octets = new Octets.Builder();
        long reserved = 0;
        try {
            while (true) {
                if (!reserve(account, CHUNK_BYTES)) {
                    return new Taken.NoRoom();
                }
                reserved += CHUNK_BYTES;
                byte[] chunk = in.readNBytes(CHUNK_BYTES);
                octets.add(chunk);
                if (octets.size() > maxBytes) {
                    return new Taken.TooLarge();
                }
                if (chunk.length < CHUNK_BYTES) {
                    return new Taken.Kept(keep(account, type, octets.build()));
                }
            }
        } finally {
            release(account, reserved);
        }
    }

    public synchronized Optional<Upload> find(BlobId.Upload id) {
        forgetOld();
        return Optional.ofNullable(kept.get(id));
    }

    /// It did what it was uploaded for; it stays while there is room.
    public synchronized void used(BlobId.Upload id) {
        kept.computeIfPresent(
                id, (same, upload) -> new Upload(id, upload.type(), upload.octets(), upload.deadlineNanos(), true));
    }

    /// Remembers which upload a message was imported from, so that it can be sent.
    public synchronized void importedAs(EmailId email, BlobId.Upload id) {
        if (kept.containsKey(id)) {
            imported.put(email, id);
        }
    }

    /// The readable octets of a message that was imported within the hour.
    public synchronized Optional<Upload> importedAs(EmailId email) {
        forgetOld();
        return Optional.ofNullable(imported.get(email)).map(kept::get);
    }

    /// Octets that uploads hold now.
    public synchronized long heldBytes() {
        return held;
    }

    /// Keeps octets of the server's own making (a draft that it composed) as if they had been uploaded.
    ///
    /// @return empty when there is no room
    public synchronized Optional<Upload> put(AccountId account, String type, Octets octets) {
        if (!makeRoom(account, octets.size() + OVERHEAD_BYTES)) {
            return Optional.empty();
        }
        return Optional.of(keep(account, type, octets));
    }

    private synchronized boolean reserve(AccountId account, long bytes) {
        if (!makeRoom(account, bytes)) {
            return false;
        }
        count(account, bytes);
        return true;
    }

    private synchronized void release(AccountId account, long bytes) {
        count(account, -bytes);
    }

    private synchronized Upload keep(AccountId account, String type, Octets octets) {
        var id = new BlobId.Upload(account, token(account, type, octets));
        drop(id); // the same octets again: they live on, and so does what was imported from them
        var upload = new Upload(id, type, octets, clock.nanos() + LIFE.toNanos(), false);
        kept.put(id, upload);
        count(account, weight(upload));
        return upload;
    }

    private boolean makeRoom(AccountId account, long bytes) {
        forgetOld();
        while (heldPerAccount.getOrDefault(account, 0L) + bytes > mostPerAccount) {
            if (!dropUsed(Optional.of(account))) {
                return false;
            }
        }
        while (held + bytes > mostInAll || !isFair(account, bytes)) {
            if (!dropUsed(Optional.empty())) {
                return false;
            }
        }
        return true;
    }

    /// THREAT T-31: nobody holds more than twice of what is left to the others, so that a few accounts never
    /// have it all and whoever comes next finds some.
    private boolean isFair(AccountId account, long bytes) {
        return heldPerAccount.getOrDefault(account, 0L) + bytes <= 2 * (mostInAll - held - bytes);
    }

    /// The oldest that was used, of one account or of all.
    private boolean dropUsed(Optional<AccountId> account) {
        var oldest = kept.values().stream()
                .filter(Upload::used)
                .filter(upload -> account.isEmpty() || upload.id().account().equals(account.get()))
                .findFirst();
        oldest.ifPresent(upload -> remove(upload.id()));
        return oldest.isPresent();
    }

    private void forgetOld() {
        long now = clock.nanos();
        while (!kept.isEmpty()) {
            var oldest = kept.values().iterator().next();
            if (oldest.deadlineNanos() - now > 0) {
                return;
            }
            remove(oldest.id());
        }
    }

    private void remove(BlobId.Upload id) {
        drop(id);
        imported.values().removeIf(id::equals);
    }

    private void drop(BlobId.Upload id) {
        var upload = kept.remove(id);
        if (upload != null) {
            count(id.account(), -weight(upload));
        }
    }

    private void count(AccountId account, long bytes) {
        held += bytes;
        heldPerAccount.merge(account, bytes, (now, more) -> now + more == 0 ? null : now + more);
    }

    private static long weight(Upload upload) {
        return upload.octets().size() + OVERHEAD_BYTES;
    }

    /// The same octets have the same id while this process lives, and nobody can make up an id.
    private String token(AccountId account, String type, Octets octets) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(tokenKey, "HmacSHA256"));
            mac.update((account + "\n" + type + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
            octets.chunks().forEach(mac::update);
            return HexFormat.of().formatHex(mac.doFinal(), 0, 16);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java has HmacSHA256", missing);
        }
    }
}
