package org.postern.server.main;

import java.nio.file.Path;
import java.util.Optional;
import org.postern.server.settings.Setting;

/// The certificate of the doors.
public record TlsSettings(
        @Setting(
                "PEM file of the certificate and its chain; without it, SMTP has a self-signed one and the page is plain HTTP.")
        Optional<Path> certificate,

        @Setting("PEM file of the private key that belongs to it.")
        Optional<Path> key) {
    public TlsSettings {
        if (certificate.isPresent() != key.isPresent()) {
            throw new IllegalArgumentException("'certificate' and 'key' are given together or not at all");
        }
    }
}
