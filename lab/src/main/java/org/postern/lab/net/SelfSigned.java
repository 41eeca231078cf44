package org.postern.lab.net;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A certificate that nobody vouches for, as `cert.pem` and `key.pem` of a folder.
final class SelfSigned {
    private SelfSigned() {}

    /// @param more options of openssl-req(1)
    static void make(Path folder, String name, String... more) {
        var words = new ArrayList<>(List.of("openssl", "req", "-x509", "-newkey", "ec", "-nodes"));
        words.addAll(List.of("-pkeyopt", "ec_paramgen_curve:P-256", "-subj", "/CN=" + name));
        words.addAll(List.of("-keyout", folder + "/key.pem", "-out", folder + "/cert.pem"));
        words.addAll(List.of(more));
        Shell.run(words);
    }
}
