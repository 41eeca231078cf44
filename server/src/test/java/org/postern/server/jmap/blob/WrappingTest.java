package org.postern.server.jmap.blob;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.server.blobs.BlobRef;
import org.postern.server.mailstore.Email;
import org.postern.server.mailstore.EmailId;
import org.postern.server.mailstore.ThreadId;
import org.postern.wire.Octets;
import org.postern.wire.address.Domain;

final class WrappingTest {
    private static final Wrapping WRAPPING = new Wrapping(new Domain("postern.test"));

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 47, 48, 49, 24_575, 24_576, 24_577, 100_000})
    void the_promised_size_is_what_is_written(int bodyBytes) throws IOException {
        for (long id : new long[] {1, 12, 999_999_999_999L}) {
            var email = email(id, bodyBytes);
            var out = new ByteArrayOutputStream();

            WRAPPING.write(email, Octets.of(new byte[Wrapping.KEY_BYTES + bodyBytes]), out);

            assertThat(out.size()).isEqualTo(WRAPPING.size(email));
            assertThat(out.toString(StandardCharsets.US_ASCII))
                    .startsWith("Date: Mon, 23 Nov 2026 12:00:00 +0000\r\nFrom: sealed@postern.test\r\n")
                    .contains("\r\nSubject: ...\r\n", "-----BEGIN PGP MESSAGE-----\r\n\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 1000, 1024, 5000, 123_456_789})
    void sizes_that_clients_ask_for_are_turned_into_sealed_ones(long wanted) {
        long smallest = WRAPPING.smallestBodyFor(wanted);

        assertThat(WRAPPING.sizeFor(smallest)).isGreaterThanOrEqualTo(wanted);
        assertThat(smallest == 0 || WRAPPING.sizeFor(smallest - 1) < wanted).isTrue();
    }

    private static Email email(long id, long bodyBytes) {
        return new Email(
                new EmailId(id),
                new ThreadId(1),
                Map.of(),
                Set.of(),
                Instant.parse("2026-11-23T12:00:00Z"),
                bodyBytes,
                new BlobRef("0:0", bodyBytes),
                1,
                1);
    }
}
