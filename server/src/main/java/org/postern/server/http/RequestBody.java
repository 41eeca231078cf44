package org.postern.server.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.postern.server.time.Clock;
import org.postern.wire.Octets;

/// What a request brought, read within bounds (THREAT T-04).
public sealed interface RequestBody {
    /// All of it.
    record Whole(Octets octets) implements RequestBody {}

    /// More than allowed; not all was read.
    record TooLarge() implements RequestBody {}

    /// It did not come in time, or the peer went away.
    record Broken() implements RequestBody {}

    /// Reads on the calling thread.
    static RequestBody read(Request request, int maxBytes, Duration deadline, Clock clock) {
        if (request.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH) > maxBytes) {
            return new TooLarge();
        }
        long end = clock.nanos() + deadline.toNanos();
        var all = new ByteArrayOutputStream();
        var part = new byte[Math.min(maxBytes + 1, 16 * 1024)];
        try (var in = Request.asInputStream(request)) {
            for (int count = in.read(part); count >= 0; count = in.read(part)) {
                all.write(part, 0, count);
                if (all.size() > maxBytes) {
                    return new TooLarge();
                }
                if (clock.nanos() - end > 0) {
                    return new Broken();
                }
            }
            return new Whole(Octets.of(all.toByteArray()));
        } catch (IOException broken) {
            return new Broken();
        }
    }
}
