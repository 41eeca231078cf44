package org.postern.lab.net;

import java.nio.file.Path;
import java.util.List;

/// Where the page of a service is.
///
/// @param url as its own host asks for it
/// @param http lines of the table `[http]`
/// @param tables lines of other tables
/// @param trust options of a JVM that asks
record Web(String url, List<String> http, List<String> tables, List<String> trust) {
    /// In the clear on every address of the host, with relays' port 443 inside TLS that nobody can verify.
    static Web clear() {
        return new Web("http://127.0.0.1:443", List.of(), List.of(), List.of());
    }

    /// Inside TLS by a name that leads to the host.
    ///
    /// @param folder for its certificate
    static Web secure(String name, Authority authority, Path folder) {
        authority.issue(folder, name);
        var url = "https://" + name;
        return new Web(
                url,
                List.of("site_url = \"" + url + "\""),
                List.of("[tls]", "certificate = \"" + folder + "/cert.pem\"", "key = \"" + folder + "/key.pem\""),
                authority.trust());
    }
}
