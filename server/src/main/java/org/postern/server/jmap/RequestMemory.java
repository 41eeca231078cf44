package org.postern.server.jmap;

import java.io.IOException;
import java.io.InputStream;
import org.postern.server.accounts.AccountId;
import org.postern.server.jmap.core.Problem;
import org.postern.server.jmap.core.RequestRefused;
import org.postern.server.net.MemoryBudget;
import org.postern.wire.OctetsCollector;

/// The memory that API requests hold while they come and are answered (THREAT T-20). An account never holds
/// more of it than it leaves to the others.
final class RequestMemory {
    /// What a request holds for each of its octets: itself, its text, and the values that were read from it.
    private static final int WEIGHT = 3;

    private static final int CHUNK = 64 * 1024;

    private final MemoryBudget budget;

    RequestMemory(long wishedBytes) {
        budget = MemoryBudget.within(wishedBytes, 8);
    }

    /// One request's part, until it is closed.
    final class Part implements AutoCloseable {
        private final MemoryBudget.Share share;

        private Part(AccountId account) {
            share = budget.shareFor(account);
        }

        /// Reads to the end.
        ///
        /// @throws RequestRefused when it is too large, or there is no memory for it now
        byte[] read(InputStream in, int mostBytes) throws IOException {
            var body = new OctetsCollector();
            for (var chunk = next(in, body); chunk.length > 0; chunk = next(in, body)) {
                body.add(chunk, 0, chunk.length);
                if (body.size() > mostBytes) {
                    throw new RequestRefused(Problem.limit("maxSizeRequest"));
                }
            }
            return body.build().toByteArray();
        }

        /// @throws RequestRefused when there is no memory for so many
        void growTo(long octets) {
            if (!share.growTo(octets * WEIGHT)) {
                throw new RequestRefused(Problem.plain(503, "The server has no room for this now."));
            }
        }

        private byte[] next(InputStream in, OctetsCollector body) throws IOException {
            growTo(body.size() + CHUNK);
            return in.readNBytes(CHUNK);
        }

        @Override
        public void close() {
            share.close();
        }
    }

    Part part(AccountId account) {
        return new Part(account);
    }
}
