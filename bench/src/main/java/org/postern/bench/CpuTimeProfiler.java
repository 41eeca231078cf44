package org.postern.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/// Operations for each second of CPU time that the whole process used, collector and compiler included:
/// a figure that holds on a machine that does other work as well. `-prof org.postern.bench.CpuTimeProfiler`.
public final class CpuTimeProfiler implements InternalProfiler {
    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private long startNanos;

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        startNanos = system.getProcessCpuTime();
    }

    @Override
    public Collection<? extends Result<?>> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        double seconds = (system.getProcessCpuTime() - startNanos) / (double) TimeUnit.SECONDS.toNanos(1);
        double operations = result.getMetadata().getAllOps();
        return List.of(new ScalarResult("cpu.throughput", operations / seconds, "ops/CPU-s", AggregationPolicy.AVG));
    }

    @Override
    public String getDescription() {
        return "operations a second of process CPU time";
    }
}
