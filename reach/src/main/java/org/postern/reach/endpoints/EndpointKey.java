package org.postern.reach.endpoints;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.postern.wire.Octets;

/// The public key that a site signs its lists with, as a client pinned it.
public final class EndpointKey {
    /// A clock that is wrong by less does no harm.
    private static final Duration CLOCKS_DIFFER = Duration.ofDays(1);

    private static final int OCTETS = 32;

    private final String text;
    private final PublicKey key;

    private EndpointKey(String text, PublicKey key) {
        this.text = text;
        this.key = key;
    }

    /// What became of a list that was offered.
    public sealed interface Verdict {
        record Good(SignedList list) implements Verdict {}

        record Refused(Why why) implements Verdict {}
    }

    /// Why a list is not used.
    public enum Why {
        MALFORMED("it is no list of endpoints"),
        FORGED("its signature is not by the key of this site"),
        OTHER_SITE("it is the list of another site"),
        ROLLED_BACK("it is older than the list that is known"),
        EXPIRED("it has expired"),
        FROM_THE_FUTURE("it is from the future; is the clock right?");

        private final String words;

        Why(String words) {
            this.words = words;
        }

        /// For people.
        public String words() {
            return words;
        }
    }

    /// @param text base64url without padding of the 32 octets of RFC 8032 §5.1.5
    public static Optional<EndpointKey> parse(String text) {
        try {
            var octets = Base64.getUrlDecoder().decode(text);
            if (octets.length != OCTETS) {
                return Optional.empty();
            }
            return Optional.of(new EndpointKey(text, key(octets)));
        } catch (IllegalArgumentException | GeneralSecurityException notAKey) {
            return Optional.empty();
        }
    }

    private static PublicKey key(byte[] octets) throws GeneralSecurityException {
        boolean odd = (octets[OCTETS - 1] & 0x80) != 0;
        var y = new byte[OCTETS];
        for (int i = 0; i < OCTETS; i++) {
            y[i] = octets[OCTETS - 1 - i];
        }
        y[0] &= 0x7f;
        var point = new EdECPoint(odd, new BigInteger(1, y));
        return KeyFactory.getInstance("Ed25519")
                .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
    }

    public String text() {
        return text;
    }

    /// @param site whose list it must be
    /// @param floor the number of the newest list of this scope that was accepted; 0 for none. The same
    ///     number again is no news and no roll-back.
    public Verdict judge(Octets octets, String site, long floor, Instant now) {
        var read = SignedList.unverified(octets);
        if (read.isEmpty()) {
            return new Verdict.Refused(Why.MALFORMED);
        }
        var signed = read.get();
        if (!verifies(signed)) {
            return new Verdict.Refused(Why.FORGED);
        }
        var list = signed.list();
        if (!list.site().equals(site)) {
            return new Verdict.Refused(Why.OTHER_SITE);
        }
        if (list.number() < floor) { // THREAT T-61: an old list brings back names that are somebody else's now
            return new Verdict.Refused(Why.ROLLED_BACK);
        }
        if (!now.isBefore(list.expires())) {
            return new Verdict.Refused(Why.EXPIRED);
        }
        if (list.made().isAfter(now.plus(CLOCKS_DIFFER))) {
            return new Verdict.Refused(Why.FROM_THE_FUTURE);
        }
        return new Verdict.Good(signed);
    }

    private boolean verifies(SignedList signed) {
        try {
            var verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(key);
            verifier.update(signed.signed().toByteArray());
            return verifier.verify(signed.signature().toByteArray());
        } catch (GeneralSecurityException malformed) {
            return false;
        }
    }
}
