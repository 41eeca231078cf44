package org.postern.server.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.postern.server.time.Clock;

/// The server's certificate and how it speaks TLS: 1.2 and 1.3, nothing older (RFC 8996).
public final class Tls {
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
    private static final char[] NO_PASSWORD = {};

    private final SSLContext context;
    private final SSLContext mail;
    private final X509Certificate certificate;

    private Tls(SSLContext context, SSLContext mail, X509Certificate certificate) {
        this.context = context;
        this.mail = mail;
        this.certificate = certificate;
    }

    /// Reads a certificate chain, the server's own first, and its key (PKCS #8, PKCS #1 or SEC 1, without
    /// a pass phrase), as ACME clients leave them.
    ///
    /// @throws UncheckedIOException when a file cannot be read
    /// @throws IllegalArgumentException when it does not hold what it should
    public static Tls fromPem(Path chain, Path key) {
        try {
            var certificates = certificates(chain);
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, NO_PASSWORD);
            store.setKeyEntry("server", key(key), NO_PASSWORD, certificates.toArray(Certificate[]::new));
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, NO_PASSWORD);
            var context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            var own = certificates.getFirst();
            var fast = NativeTls.context(own, keys.getKeyManagers());
            return new Tls(context, fast.orElse(context), own);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read " + chain + " or " + key, unreadable);
        } catch (GeneralSecurityException unusable) {
            throw new IllegalArgumentException("cannot use " + chain + " with " + key, unusable);
        }
    }

    /// The certificate that the data folder holds, made there first if it is not there. Senders that do
    /// not check certificates, which is nearly all of them (RFC 7435), are served by it.
    public static Tls selfSigned(Path dataFolder, List<String> hostNames, Clock clock) {
        var chain = dataFolder.resolve("smtp-certificate.pem");
        var key = dataFolder.resolve("smtp-key.pem");
        if (!Files.exists(chain) || !Files.exists(key)) {
            SelfSigned.write(chain, key, hostNames, clock.instant());
        }
        return fromPem(chain, key);
    }

    /// What the server shows first.
    public X509Certificate certificate() {
        return certificate;
    }

    /// Of the Java runtime, for the doors that are not mail's.
    public SSLContext context() {
        return context;
    }

    /// One for one connection of a mail server, by the native library where it loads.
    SSLEngine engine() {
        var engine = mail.createSSLEngine();
        engine.setUseClientMode(false);
        var parameters = engine.getSSLParameters();
        parameters.setProtocols(PROTOCOLS);
        parameters.setUseCipherSuitesOrder(true);
        engine.setSSLParameters(parameters);
        return engine;
    }

    private static List<X509Certificate> certificates(Path file) throws IOException, GeneralSecurityException {
        var found = new ArrayList<X509Certificate>();
        try (var parser = new PEMParser(Files.newBufferedReader(file))) {
            for (var object = parser.readObject(); object != null; object = parser.readObject()) {
                if (object instanceof X509CertificateHolder holder) {
                    found.add(new JcaX509CertificateConverter().getCertificate(holder));
                }
            }
        }
        if (found.isEmpty()) {
            throw new IllegalArgumentException("no certificate in " + file);
        }
        return found;
    }

    private static PrivateKey key(Path file) throws IOException {
        var converter = new JcaPEMKeyConverter();
        try (var parser = new PEMParser(Files.newBufferedReader(file))) {
            for (var object = parser.readObject(); object != null; object = parser.readObject()) {
                if (object instanceof PrivateKeyInfo plain) {
                    return converter.getPrivateKey(plain);
                }
                if (object instanceof PEMKeyPair pair) {
                    return converter.getPrivateKey(pair.getPrivateKeyInfo());
                }
            }
        }
        throw new IllegalArgumentException("no key without a pass phrase in " + file);
    }
}
