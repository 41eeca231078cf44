package org.postern.server.notary;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import org.postern.server.db.Database;
import org.postern.server.db.NotaryRows;
import org.postern.server.time.Clock;
import org.postern.wire.Octets;
import org.postern.wire.address.Domain;
import org.postern.wire.dkim.Algorithm;

/// The DKIM keys of our domains: for each domain one Ed25519 key (RFC 8463) and one RSA key of 2048 bits
/// (RFC 8301 §3.2), made once and kept in the database. The running server must use them, so they lie
/// there as they are, behind the mode of the data folder: who takes the disk can sign as the domain
/// until the operator publishes others (THREAT T-23). They open no mail.
public final class DkimKeys {
    private static final int RSA_BITS = 2048;
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyyMMdd").withZone(ZoneOffset.UTC);

    private final Database database;
    private final Clock clock;
    private final SigningEngine engine;
    private final ConcurrentMap<Domain, List<DkimKey>> known = new ConcurrentHashMap<>();

    public DkimKeys(Database database, Clock clock) {
        this(database, clock, SigningEngine.fastest());
    }

    DkimKeys(Database database, Clock clock, SigningEngine engine) {
        this.database = database;
        this.clock = clock;
        this.engine = engine;
    }

    /// What signs with these keys.
    SigningEngine engine() {
        return engine;
    }

    /// Makes what the domain lacks; for a domain that has its keys it does nothing.
    public void ensure(Domain domain) {
        of(domain);
    }

    /// The domain's keys, made when there are none. A signature by a key that is not published yet
    /// counts as none (RFC 6376 §6.1.2), so signing before the operator has published does no harm.
    List<DkimKey> of(Domain domain) {
        return known.computeIfAbsent(domain, this::load);
    }

    private List<DkimKey> load(Domain domain) {
        var rows = database.read(tables -> tables.notary().keys(domain.name()));
        if (rows.isEmpty()) {
            var made = Stream.of(Algorithm.ED25519, Algorithm.RSA)
                    .map(algorithm -> make(domain, algorithm, clock.instant()))
                    .toList();
            rows = database.write(tables -> {
                var there = tables.notary().keys(domain.name());
                if (there.isEmpty()) {
                    made.forEach(tables.notary()::add);
                }
                return there.isEmpty() ? made : there;
            });
        }
        return rows.stream().map(this::read).toList();
    }

    private static NotaryRows.Key make(Domain domain, Algorithm algorithm, Instant now) {
        try {
            var pair = switch (algorithm) {
                case ED25519 -> KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
                case RSA -> rsa();
            };
            return new NotaryRows.Key(
                    domain.name(),
                    selector(algorithm, now),
                    algorithm.signatureWord(),
                    Octets.of(pair.getPrivate().getEncoded()),
                    Octets.of(pair.getPublic().getEncoded()),
                    now);
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private static KeyPair rsa() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(RSA_BITS);
        return generator.generateKeyPair();
    }

    private static String selector(Algorithm algorithm, Instant now) {
        return algorithm.keyWord() + "-" + DAY.format(now);
    }

    private DkimKey read(NotaryRows.Key row) {
        var algorithm = Stream.of(Algorithm.values())
                .filter(any -> any.signatureWord().equals(row.algorithm()))
                .findFirst()
                .orElseThrow();
        try {
            var secret = engine.key(algorithm, row.secret());
            var factory = KeyFactory.getInstance(keyName(algorithm));
            var open = factory.generatePublic(new X509EncodedKeySpec(row.open().toByteArray()));
            return new DkimKey(new Domain(row.domain()), row.selector(), algorithm, secret, open);
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("a DKIM key of ours cannot be read", broken);
        }
    }

    static String keyName(Algorithm algorithm) {
        return algorithm == Algorithm.RSA ? "RSA" : "Ed25519";
    }
}
