package org.postern.server.net;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.postern.server.time.Clock;

/// A door that says whom it saw and the first octets that came, and hangs up.
final class EchoDoor {
    private static final int OCTETS = 6;

    private EchoDoor() {}

    /// @param seen said before the octets
    static void welcome(Connection connection, String seen) {
        var octets = new byte[OCTETS];
        try (connection) {
            int read = 0;
            while (read < octets.length) {
                read += connection.read(
                        octets, read, octets.length - read, Clock.system().nanos() + 20_000_000_000L);
            }
            var said = seen + " " + new String(octets, StandardCharsets.US_ASCII);
            connection.write(said.getBytes(StandardCharsets.US_ASCII), 0, said.length());
            connection.closeGently();
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    /// @return what comes back when the octets were sent and no more follow
    static String answer(Socket client, byte[] sent) throws IOException {
        client.getOutputStream().write(sent);
        client.shutdownOutput();
        return new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
}
