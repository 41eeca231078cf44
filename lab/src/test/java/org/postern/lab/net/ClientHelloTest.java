package org.postern.lab.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/// What Java's own TLS says first, read.
final class ClientHelloTest {
    private static final ClientHello NAMELESS = new ClientHello(Optional.empty());
    private static final int RECORD_HEADER = 5;
    private static final int LENGTH_OF_SESSION = 43;

    @Test
    void a_name_that_is_asked_for_is_read_and_none_where_none_is() throws Exception {
        assertThat(ClientHello.read(hello(List.of(new SNIHostName("mx1.old.test")))))
                .contains(new ClientHello(Optional.of("mx1.old.test")));
        assertThat(ClientHello.read(hello(List.of()))).contains(NAMELESS);
    }

    @Test
    void nothing_is_said_of_a_part_however_it_is_cut() throws Exception {
        var whole = hello(List.of(new SNIHostName("mx1.old.test")));

        for (int length = 0; length < whole.length; length++) {
            assertThat(ClientHello.read(Arrays.copyOf(whole, length)))
                    .as("%d octets", length)
                    .isEmpty();
        }
    }

    @Test
    void a_message_in_several_records_is_one_and_what_follows_it_does_not_count() throws Exception {
        var whole = hello(List.of(new SNIHostName("mx1.old.test")));
        var cut = ByteBuffer.allocate(3 * whole.length);
        for (int i = RECORD_HEADER; i < whole.length; i += 50) {
            int length = Math.min(50, whole.length - i);
            cut.put(whole, 0, 3).putShort((short) length).put(whole, i, length);
        }
        cut.put(new byte[] {20, 3, 3, 0, 1, 1}); // the end of what is in the clear, before early data

        assertThat(ClientHello.read(Arrays.copyOf(cut.array(), cut.position())))
                .contains(new ClientHello(Optional.of("mx1.old.test")));
    }

    @Test
    void what_is_no_client_hello_asks_for_nobody() throws Exception {
        var wrongLength = hello(List.of(new SNIHostName("mx1.old.test")));
        Arrays.fill(wrongLength, LENGTH_OF_SESSION, wrongLength.length, (byte) 0xff);

        assertThat(ClientHello.read(wrongLength)).contains(NAMELESS);
        assertThat(ClientHello.read("EHLO mx1.old.test\r\n".getBytes(StandardCharsets.US_ASCII)))
                .contains(NAMELESS);
        assertThat(ClientHello.read(new byte[] {22, 3, 3, 0, 4, 2, 0, 0, 0})).contains(NAMELESS);
    }

    /// The first octets of a client that asks for these names.
    static byte[] hello(List<SNIHostName> names) throws Exception {
        var engine = SSLContext.getDefault().createSSLEngine();
        engine.setUseClientMode(true);
        var parameters = engine.getSSLParameters();
        parameters.setServerNames(List.copyOf(names));
        engine.setSSLParameters(parameters);
        var octets = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), octets);
        return Arrays.copyOf(octets.array(), octets.position());
    }
}
