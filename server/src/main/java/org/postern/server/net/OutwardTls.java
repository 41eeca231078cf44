package org.postern.server.net;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.postern.wire.address.Domain;

/// TLS towards other mail servers: 1.2 and 1.3, opportunistic (RFC 7435). The certificate is checked
/// and the result kept; policies that act on it (MTA-STS, DANE) come with the dialler's policy.
final class OutwardTls {
    private final X509ExtendedTrustManager authorities;

    /// @param socket inside TLS, after the handshake
    record Inside(SSLSocket socket, boolean verified) {}

    /// @param trusted the authorities; null for those of the Java runtime
    OutwardTls(@Nullable KeyStore trusted) {
        try {
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trusted);
            authorities = Stream.of(factory.getTrustManagers())
                    .filter(X509ExtendedTrustManager.class::isInstance)
                    .map(X509ExtendedTrustManager.class::cast)
                    .findFirst()
                    .orElseThrow();
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("the runtime has no authorities", broken);
        }
    }

    Inside wrap(Socket socket, Domain peer) throws IOException {
        var witness = new Witness(authorities);
        var inside = (SSLSocket)
                context(witness).getSocketFactory().createSocket(socket, peer.name(), socket.getPort(), true);
        inside.setSSLParameters(parameters(inside.getSSLParameters()));
        inside.startHandshake();
        return new Inside(inside, witness.verified);
    }

    /// The client's side over whatever carries octets.
    ///
    /// @param witness knows, after the handshake, whether the certificate was verified
    record Engine(SSLEngine engine, BooleanSupplier witness) {}

    Engine engine(Domain peer, int port) {
        var witness = new Witness(authorities);
        var engine = context(witness).createSSLEngine(peer.name(), port);
        engine.setUseClientMode(true);
        engine.setSSLParameters(parameters(engine.getSSLParameters()));
        return new Engine(engine, () -> witness.verified);
    }

    private static SSLParameters parameters(SSLParameters parameters) {
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        parameters.setEndpointIdentificationAlgorithm("HTTPS"); // RFC 2818 §3.1's rules, as RFC 7817 wants
        return parameters;
    }

    /// One for each connection: no session is resumed, so the witness always sees the certificate.
    private static SSLContext context(Witness witness) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {witness}, null);
            return context;
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    /// Asks the authorities, remembers what they say, and lets everyone pass: a mail server with a
    /// certificate of its own making is still better than the clear (RFC 7435 §1.2).
    private static final class Witness extends X509ExtendedTrustManager {
        private final X509ExtendedTrustManager authorities;
        private volatile boolean verified;

        Witness(X509ExtendedTrustManager authorities) {
            this.authorities = authorities;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
            try {
                authorities.checkServerTrusted(chain, authType, socket);
                verified = true;
            } catch (CertificateException notVerified) {
                verified = false;
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            try {
                authorities.checkServerTrusted(chain, authType, engine);
                verified = true;
            } catch (CertificateException notVerified) {
                verified = false;
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            verified = false;
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            throw new CertificateException();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            throw new CertificateException();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException();
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
