package org.postern.reach.probe;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// TLS handshakes that ask whether one is let through, and nothing else: no certificate is believed or
/// refused, and nothing secret goes through.
final class BareTls {
    private static final SSLContext ANY = context();

    private BareTls() {}

    /// @param serverName asked for (RFC 6066 §3)
    /// @return the socket, shaken hands
    static SSLSocket handshake(Socket socket, String serverName) throws IOException {
        var secure = (SSLSocket) ANY.getSocketFactory().createSocket(socket, serverName, socket.getPort(), true);
        var parameters = secure.getSSLParameters();
        if (!serverName.matches("[0-9.]+|.*:.*")) {
            parameters.setServerNames(List.of(new SNIHostName(serverName)));
        }
        secure.setSSLParameters(parameters);
        secure.startHandshake();
        return secure;
    }

    private static SSLContext context() {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new UncheckedTrust()}, null);
            return context;
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private static final class UncheckedTrust extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
