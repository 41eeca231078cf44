package org.postern.lab.net;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A certificate that nobody vouches for, as `cert.pem` and `key.pem` of a folder.
final class SelfSigned {
    /// Of files with certificates to trust, which are no secret.
    private static final String PASSWORD = "changeit";

    private SelfSigned() {}

    /// @param more options of openssl-req(1)
    static void make(Path folder, String name, String... more) {
        var words = new ArrayList<>(List.of("openssl", "req", "-x509", "-newkey", "ec", "-nodes"));
        words.addAll(List.of("-pkeyopt", "ec_paramgen_curve:P-256", "-subj", "/CN=" + name));
        words.addAll(List.of("-keyout", folder + "/key.pem", "-out", folder + "/cert.pem"));
        words.addAll(List.of(more));
        Shell.run(words);
    }

    /// A PKCS #12 file that holds the certificate of the folder, for clients to trust.
    static Path store(Path folder) {
        var store = folder.resolve("trusted.p12");
        Shell.run(List.of(
                Path.of(System.getProperty("java.home"), "bin/keytool").toString(),
                "-importcert",
                "-noprompt",
                "-alias",
                "trusted",
                "-file",
                folder + "/cert.pem",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD));
        return store;
    }

    /// Options of a JVM that trusts what the file holds, and nobody else.
    static List<String> trust(Path store) {
        return List.of("-Djavax.net.ssl.trustStore=" + store, "-Djavax.net.ssl.trustStorePassword=" + PASSWORD);
    }
}
