package org.postern.lab.net;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.postern.lab.peers.Child;

/// People of an operator who read the site, by whichever of its addresses they know: one request after another,
/// each to the next address.
final class WebReader implements AutoCloseable {
    /// TLS where it is spoken, which a relay does, and plain HTTP where it is not.
    private static final String READ = """
            pause=$1; shift
            ask() { printf 'GET /status.json HTTP/1.1\\r\\nHost: site.test\\r\\nConnection: close\\r\\n\\r\\n'; }
            export -f ask
            while :; do
              for address; do
                ask | timeout 5 openssl s_client -quiet -connect $address:443 >answer 2>/dev/null
                [ -s answer ] || timeout 5 bash -c "exec 3<>/dev/tcp/$address/443 && ask >&3 && cat <&3 >answer" 2>/dev/null
                sleep $pause
              done
            done
            """;

    private final Child process;

    private WebReader(Child process) {
        this.process = process;
    }

    /// @param pause between two requests
    static WebReader start(Namespace host, Collection<String> addresses, Duration pause) {
        var words = new ArrayList<>(List.of("bash", "-c", READ, "bash", Long.toString(pause.toSeconds())));
        words.addAll(addresses);
        return new WebReader(host.start("reader", words, Map.of()));
    }

    @Override
    public void close() {
        process.close();
    }
}
