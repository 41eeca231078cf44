package org.postern.wire.dns.authority;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.postern.wire.Octets;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Type;

/// Signs messages by a shared secret, and checks such signatures (RFC 8945).
public final class Tsig {
    /// RFC 8945 §3: values of the error field.
    public static final int BADSIG = 16;

    public static final int BADKEY = 17;
    public static final int BADTIME = 18;

    private static final int FUDGE_SECONDS = 300;
    private static final int FIXED = 26; // type, class, TTL, length; time, fudge, sizes, id, error
    private static final int ADDITIONAL_COUNT = 10;

    private Tsig() {}

    /// When a message was signed, how far clocks may differ, and what was wrong.
    private record Stamp(long madeAt, int fudge, int error) {}

    /// What a signature came to (RFC 8945 §5.2).
    public sealed interface Check {
        record Valid(TsigKey key) implements Check {}

        /// @param key empty when the answer cannot be signed
        record Wrong(int error, Optional<TsigKey> key) implements Check {}
    }

    /// @param message as it came
    /// @param requestMac of the message that this one answers; empty for a request
    /// @param now seconds since 1970
    public static Check check(
            byte[] message, TsigMark mark, Octets requestMac, Function<DnsName, Optional<TsigKey>> keys, long now) {
        var key = keys.apply(mark.key()).filter(known -> known.algorithm().equals(mark.algorithm()));
        if (key.isEmpty()) {
            return new Check.Wrong(BADKEY, Optional.empty());
        }
        var signed = java.util.Arrays.copyOf(message, mark.offset());
        Wire.put16(signed, 0, mark.originalId());
        Wire.put16(signed, ADDITIONAL_COUNT, Wire.u16(signed, ADDITIONAL_COUNT) - 1);
        var mac = mac(key.get());
        chain(mac, requestMac);
        mac.update(signed);
        variables(mac, key.get(), new Stamp(mark.madeAt(), mark.fudge(), mark.error()), new byte[0]);
        if (!MessageDigest.isEqual(mac.doFinal(), mark.mac().toByteArray())) {
            return new Check.Wrong(BADSIG, Optional.empty());
        }
        return Math.abs(now - mark.madeAt()) > mark.fudge()
                ? new Check.Wrong(BADTIME, key)
                : new Check.Valid(key.get());
    }

    /// How an answer is signed.
    ///
    /// @param requestMac of the question; empty for a message that is itself one
    /// @param now seconds since 1970
    /// @param error 0, or [#BADTIME]
    public record Manner(TsigKey key, Octets requestMac, long now, int error) {}

    /// Octets that [#sign] adds.
    public static int size(TsigKey key) {
        return key.name().wire().length + key.algorithm().wire().length + FIXED + mac(key).getMacLength() + 6;
    }

    /// Signs a whole message, or the first of several.
    ///
    /// @param message with room behind its `length` octets
    /// @return its new length
    public static int sign(byte[] message, int length, Manner manner) {
        var other = new byte[manner.error() == BADTIME ? 6 : 0];
        if (other.length > 0) {
            time(other, 0, manner.now()); // RFC 8945 §5.2.3
        }
        var mac = mac(manner.key());
        chain(mac, manner.requestMac());
        mac.update(message, 0, length);
        variables(mac, manner.key(), new Stamp(manner.now(), FUDGE_SECONDS, manner.error()), other);
        return append(message, length, manner, mac.doFinal(), other);
    }

    /// Signs the second and each later message of an answer (RFC 8945 §5.3.1).
    ///
    /// @param manner its MAC is that of the message before
    public static int signNext(byte[] message, int length, Manner manner) {
        var mac = mac(manner.key());
        chain(mac, manner.requestMac());
        mac.update(message, 0, length);
        var timers = new byte[8];
        time(timers, 0, manner.now());
        Wire.put16(timers, 6, FUDGE_SECONDS);
        mac.update(timers);
        return append(message, length, manner, mac.doFinal(), new byte[0]);
    }

    /// The MAC of a message that [#sign] or [#signNext] has signed.
    public static Octets macOf(byte[] message, int length, TsigKey key) {
        int size = mac(key).getMacLength();
        int otherLength = 6; // original id, error and the length of nothing
        var mac = new byte[size];
        System.arraycopy(message, length - otherLength - size, mac, 0, size);
        return Octets.of(mac);
    }

    /// RFC 8945 §5.3.2: says what is wrong, unsigned.
    public static int refuse(byte[] message, int length, TsigMark mark, int error, long now) {
        var key = new TsigKey(mark.key(), mark.algorithm(), Octets.empty());
        return append(message, length, new Manner(key, Octets.empty(), now, error), new byte[0], new byte[0]);
    }

    private static int append(byte[] message, int length, Manner manner, byte[] mac, byte[] other) {
        int at = length;
        for (var part : java.util.List.of(manner.key().name().wire(), head(manner, mac, other), mac)) {
            System.arraycopy(part, 0, message, at, part.length);
            at += part.length;
        }
        Wire.put16(message, at, Wire.u16(message, 0));
        Wire.put16(message, at + 2, manner.error());
        Wire.put16(message, at + 4, other.length);
        System.arraycopy(other, 0, message, at + 6, other.length);
        Wire.put16(message, ADDITIONAL_COUNT, Wire.u16(message, ADDITIONAL_COUNT) + 1);
        return at + 6 + other.length;
    }

    /// From the record's type to the size of its MAC.
    private static byte[] head(Manner manner, byte[] mac, byte[] other) {
        var algorithm = manner.key().algorithm().wire();
        var head = new byte[10 + algorithm.length + 10];
        Wire.put16(head, 0, Type.TSIG);
        Wire.put16(head, 2, DClass.ANY);
        Wire.put16(head, 8, algorithm.length + 16 + mac.length + other.length);
        System.arraycopy(algorithm, 0, head, 10, algorithm.length);
        int at = 10 + algorithm.length;
        time(head, at, manner.now());
        Wire.put16(head, at + 6, FUDGE_SECONDS);
        Wire.put16(head, at + 8, mac.length);
        return head;
    }

    /// RFC 8945 §4.3.1
    private static void chain(Mac mac, Octets before) {
        if (before.size() > 0) {
            var size = new byte[2];
            Wire.put16(size, 0, (int) before.size());
            mac.update(size);
            mac.update(before.toByteArray());
        }
    }

    /// RFC 8945 §4.3.3
    private static void variables(Mac mac, TsigKey key, Stamp stamp, byte[] other) {
        mac.update(key.name().wire());
        var classAndTtl = new byte[6];
        Wire.put16(classAndTtl, 0, DClass.ANY);
        mac.update(classAndTtl);
        mac.update(key.algorithm().wire());
        var rest = new byte[12];
        time(rest, 0, stamp.madeAt());
        Wire.put16(rest, 6, stamp.fudge());
        Wire.put16(rest, 8, stamp.error());
        Wire.put16(rest, 10, other.length);
        mac.update(rest);
        mac.update(other);
    }

    private static void time(byte[] into, int at, long seconds) {
        Wire.put16(into, at, (int) (seconds >> 32) & 0xffff);
        Wire.put32(into, at + 2, seconds);
    }

    private static Mac mac(TsigKey key) {
        try {
            var mac = Mac.getInstance(key.macName());
            mac.init(new SecretKeySpec(key.secret().toByteArray(), key.macName()));
            return mac;
        } catch (GeneralSecurityException everyJdkHasThem) {
            throw new IllegalStateException(everyJdkHasThem);
        }
    }
}
