package org.postern.server.notary;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import org.postern.reach.endpoints.EndpointList;
import org.postern.reach.endpoints.SignedList;
import org.postern.server.db.Database;
import org.postern.server.time.Clock;
import org.postern.wire.Octets;

/// Signs the lists of endpoints (docs/format/endpoints.md) with a key of its own, Ed25519, that is made
/// once and that clients pin. Who takes the disk can send clients elsewhere with it, and there still needs
/// a certificate for a name that they look for (THREAT T-61).
public final class EndpointSigner {
    private static final String PURPOSE = "endpoints";
    private static final int KEY_OCTETS = 32;

    private final PrivateKey secret;
    private final String key;

    public EndpointSigner(Database database, Clock clock) {
        var pair = new OwnKeys(database, clock).of(PURPOSE, EndpointSigner::make);
        var open = pair.open().toByteArray();
        this.key = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Arrays.copyOfRange(open, open.length - KEY_OCTETS, open.length));
        this.secret = read(pair.secret());
    }

    /// The public half, as clients pin it.
    public String key() {
        return key;
    }

    public SignedList sign(EndpointList list) {
        try {
            var signer = Signature.getInstance("Ed25519");
            signer.initSign(secret);
            signer.update(list.signedOctets().toByteArray());
            return SignedList.of(list, Octets.of(signer.sign()));
        } catch (GeneralSecurityException ourKeyFits) {
            throw new IllegalStateException(ourKeyFits);
        }
    }

    private static OwnKeys.Pair make() {
        try {
            var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            return new OwnKeys.Pair(
                    Octets.of(pair.getPrivate().getEncoded()),
                    Octets.of(pair.getPublic().getEncoded()));
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private static PrivateKey read(Octets secret) {
        try {
            return KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(secret.toByteArray()));
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("the key of the endpoint list cannot be read", broken);
        }
    }
}
