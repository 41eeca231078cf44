package org.postern.server.net;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import org.conscrypt.Conscrypt;
import org.postern.server.trace.Field;
import org.postern.server.trace.Trace;

/// BoringSSL through Conscrypt: a handshake at a fraction of the CPU of the Java runtime's own. Where the
/// library does not load, or the certificate's key is one that it does not take, the runtime's is used.
///
/// THREAT T-34: peers speak to native code here before anybody knows them. It is the TLS of Chrome and
/// Android, fuzzed for years; `-Dpostern.tls=java` does without it.
final class NativeTls {
    private static final Trace TRACE = Trace.of(NativeTls.class);
    private static final Set<String> KEYS_TAKEN = Set.of("EC", "RSA");

    private NativeTls() {}

    static Optional<SSLContext> context(X509Certificate own, KeyManager[] keys) {
        if ("java".equals(System.getProperty("postern.tls"))
                || !KEYS_TAKEN.contains(own.getPublicKey().getAlgorithm())) {
            return Optional.empty();
        }
        try {
            if (!Conscrypt.isAvailable()) {
                return Optional.empty();
            }
            var context = SSLContext.getInstance("TLS", Conscrypt.newProvider());
            context.init(keys, null, null);
            return Optional.of(context);
        } catch (LinkageError | GeneralSecurityException notHere) {
            TRACE.event("native TLS is not used", Field.cause(notHere));
            return Optional.empty();
        }
    }
}
