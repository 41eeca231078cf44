package org.postern.server.notary;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import org.postern.server.db.Database;
import org.postern.server.db.NotaryRows;
import org.postern.server.time.Clock;
import org.postern.wire.Octets;
import org.postern.wire.dns.authority.DnsName;
import org.postern.wire.dns.authority.SigningKey;

/// The keys of our own zone: one for each algorithm, made once, kept as DKIM keys are (THREAT T-23). Each
/// signs everything, so the parent's DS record is of the same key (RFC 6781 §3.1 calls it single-type).
public final class ZoneKeys {
    private static final int COORDINATE = 32;
    private static final int ED25519_KEY = 32;

    private final Database database;
    private final Clock clock;
    private final SigningEngine engine = SigningEngine.fastest();

    public ZoneKeys(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /// What signs for the zone; made now when there is none.
    public List<SigningKey> of(DnsName zone, List<ZoneAlgorithm> algorithms) {
        return algorithms.stream()
                .distinct()
                .map(algorithm -> read(row(zone, algorithm), algorithm))
                .toList();
    }

    private NotaryRows.ZoneKey row(DnsName zone, ZoneAlgorithm algorithm) {
        var name = zone.toString();
        var there = database.read(tables -> tables.notary().zoneKeys(name, algorithm.name()));
        if (!there.isEmpty()) {
            return there.getFirst();
        }
        var pair = make(algorithm);
        var made = new NotaryRows.ZoneKey(
                name,
                algorithm.name(),
                Octets.of(pair.getPrivate().getEncoded()),
                Octets.of(pair.getPublic().getEncoded()),
                clock.instant());
        return database.write(tables -> {
            var now = tables.notary().zoneKeys(name, algorithm.name());
            if (now.isEmpty()) {
                tables.notary().add(made);
            }
            return now.isEmpty() ? made : now.getFirst();
        });
    }

    private static KeyPair make(ZoneAlgorithm algorithm) {
        try {
            var generator = KeyPairGenerator.getInstance(algorithm.keyName());
            if (algorithm == ZoneAlgorithm.ECDSA_P256) {
                generator.initialize(new ECGenParameterSpec("secp256r1"));
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private SigningKey read(NotaryRows.ZoneKey row, ZoneAlgorithm algorithm) {
        try {
            var secret = engine.key(algorithm.keyName(), row.secret());
            var open = KeyFactory.getInstance(algorithm.keyName())
                    .generatePublic(new X509EncodedKeySpec(row.open().toByteArray()));
            return new Key(engine, algorithm, secret, Octets.of(published(open)));
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("a zone key of ours cannot be read", broken);
        }
    }

    /// RFC 6605 §4: both coordinates; RFC 8080 §3: the 32 octets at the end of its SubjectPublicKeyInfo.
    private static byte[] published(PublicKey open) {
        var encoded = open.getEncoded();
        int kept = open instanceof ECPublicKey ? 2 * COORDINATE : ED25519_KEY;
        return Arrays.copyOfRange(encoded, encoded.length - kept, encoded.length);
    }

    private record Key(SigningEngine engine, ZoneAlgorithm kind, PrivateKey secret, Octets publicKey)
            implements SigningKey {
        @Override
        public int algorithm() {
            return kind.number();
        }

        @Override
        public byte[] sign(byte[] octets) {
            var signature = engine.sign(secret, kind.signatureName(), octets);
            return kind == ZoneAlgorithm.ECDSA_P256 ? plain(signature) : signature;
        }

        /// RFC 6605 §4 wants r and s side by side; what signs gives them as a DER sequence of two integers.
        private static byte[] plain(byte[] der) {
            var plain = new byte[2 * COORDINATE];
            int at = 2; // a sequence of less than 128 octets
            for (int part = 0; part < 2; part++) {
                int length = der[at + 1];
                int from = at + 2;
                int kept = Math.min(length, COORDINATE);
                System.arraycopy(der, from + length - kept, plain, (part + 1) * COORDINATE - kept, kept);
                at = from + length;
            }
            return plain;
        }

        @Override
        public String toString() {
            return "ZoneKey[" + kind + "]"; // never the key
        }
    }
}
