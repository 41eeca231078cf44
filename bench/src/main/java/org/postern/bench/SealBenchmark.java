package org.postern.bench;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.postern.seal.Certificate;
import org.postern.seal.RandomSource;
import org.postern.seal.SealedMessage;
import org.postern.seal.Sealer;
import org.postern.seal.X25519;
import org.postern.unseal.SecretKeys;
import org.postern.wire.Octets;
import org.postern.wire.address.MailAddress;

/// Sealing alone, one thread: a summary of half a kilobyte and a body, with each X25519 engine.
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(1)
public class SealBenchmark {
    private static final int ROPE_CHUNK_BYTES = 16 * 1024;

    @Param({"10240", "1048576"})
    int bodyBytes;

    @Param({"conscrypt", "bouncycastle"})
    String engine = "";

    private Sealer sealer = Sealer.standard();
    private Certificate certificate = certificate();
    private Octets summary = Octets.empty();
    private Octets body = Octets.empty();

    /// The body is a rope as the receiving door makes it.
    @Setup
    public void fill() {
        var agreement = engine.equals("conscrypt") ? X25519.conscrypt().orElseThrow() : X25519.bouncyCastle();
        sealer = new Sealer(RandomSource.system(), agreement);
        certificate = certificate();
        summary = Octets.of(new byte[480]);
        var rope = new Octets.Builder();
        for (int left = bodyBytes; left > 0; left -= ROPE_CHUNK_BYTES) {
            rope.add(new byte[Math.min(left, ROPE_CHUNK_BYTES)]);
        }
        body = rope.build();
    }

    @Benchmark
    public SealedMessage seal() {
        return sealer.seal(certificate, summary, body);
    }

    private static Certificate certificate() {
        var address = MailAddress.parse("bench@example.org").orElseThrow();
        return SecretKeys.generate(address, Instant.EPOCH, new SecureRandom()).v6();
    }
}
