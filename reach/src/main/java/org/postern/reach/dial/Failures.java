package org.postern.reach.dial;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.postern.reach.Failure;

/// Names what the Java runtime throws.
public final class Failures {
    private Failures() {}

    public static Failure of(IOException thrown) {
        return switch (thrown) {
            case SocketTimeoutException silent -> Failure.GENERIC_TIMEOUT_ERROR;
            case HttpTimeoutException silent -> Failure.GENERIC_TIMEOUT_ERROR;
            case InterruptedIOException stopped -> Failure.INTERRUPTED;
            case EOFException ended -> Failure.EOF_ERROR;
            case NoRouteToHostException none -> Failure.HOST_UNREACHABLE;
            case UnknownHostException unknown -> ofResolver(unknown);
            case SSLException broken -> ofTls(broken);
            // the HTTP client, of a name that does not resolve for whatever reason
            case ConnectException none
            when cause(none, UnresolvedAddressException.class).isPresent() -> Failure.DNS_NXDOMAIN_ERROR;
            case ConnectException refused -> bySaying(refused, Failure.CONNECTION_REFUSED);
            default -> bySaying(thrown, Failure.UNKNOWN_FAILURE);
        };
    }

    /// A connection that broke below TLS says so in its cause.
    private static Failure ofTls(SSLException broken) {
        if (broken.getCause() instanceof IOException below && !(below instanceof SSLException)) {
            return of(below);
        }
        var refused = cause(broken, CertificateException.class);
        if (refused.isPresent()) {
            return ofCertificate(refused.get());
        }
        var words = said(broken);
        return words.contains("terminated") || words.contains("closed") || words.contains("reset")
                ? bySaying(broken, Failure.EOF_ERROR)
                : Failure.SSL_FAILED_HANDSHAKE;
    }

    /// The runtime tells another name from another authority in its words and causes alone.
    private static Failure ofCertificate(CertificateException refused) {
        if (refused.getCause() instanceof CertPathBuilderException) {
            return Failure.SSL_UNKNOWN_AUTHORITY;
        }
        var words = said(refused);
        return words.contains("no subject alternative") || words.contains("no name matching")
                ? Failure.SSL_INVALID_HOSTNAME
                : Failure.SSL_INVALID_CERTIFICATE;
    }

    private static <T extends Throwable> Optional<T> cause(Throwable thrown, Class<T> kind) {
        return Stream.<Throwable>iterate(thrown, Objects::nonNull, Throwable::getCause)
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst();
    }

    /// The system's resolver tells "no such name" from "cannot say" in its words alone.
    private static Failure ofResolver(UnknownHostException unknown) {
        var words = said(unknown); // of glibc, and of musl
        return words.contains("temporary") || words.contains("try again")
                ? Failure.DNS_SERVER_FAILURE
                : Failure.DNS_NXDOMAIN_ERROR;
    }

    private static Failure bySaying(IOException thrown, Failure otherwise) {
        var words = said(thrown);
        if (words.contains("reset") || words.contains("broken pipe")) {
            return Failure.CONNECTION_RESET;
        }
        if (words.contains("timed out")) {
            return Failure.GENERIC_TIMEOUT_ERROR;
        }
        if (words.contains("network is unreachable")) {
            return Failure.NETWORK_UNREACHABLE;
        }
        return words.contains("aborted") ? Failure.CONNECTION_ABORTED : otherwise;
    }

    private static String said(Exception thrown) {
        return String.valueOf(thrown.getMessage()).toLowerCase(Locale.ROOT);
    }
}
