package org.postern.lab.net;

import java.nio.file.Path;
import java.util.List;

/// An authority that vouches for names, as an operator may have one of its own.
///
/// @param folder with its certificate, `cert.pem`
/// @param store the same for clients in Java
record Authority(Path folder, Path store) {
    /// @param folder to be filled
    static Authority found(Path folder) {
        SelfSigned.make(folder, "an authority");
        return new Authority(folder, SelfSigned.store(folder));
    }

    /// `cert.pem` and `key.pem` for a host of that name.
    ///
    /// @param into a folder
    void issue(Path into, String name) {
        SelfSigned.make(
                into,
                name,
                "-CA",
                folder + "/cert.pem",
                "-CAkey",
                folder + "/key.pem",
                "-addext",
                "basicConstraints=critical,CA:FALSE",
                "-addext",
                "subjectAltName=DNS:" + name);
    }

    /// Options of a JVM that trusts this authority and no other.
    List<String> trust() {
        return SelfSigned.trust(store);
    }
}
