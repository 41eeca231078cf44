package org.postern.bench.inbound;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.postern.bench.Spread;

/// Samples as Markdown: one table of CPU time for each message, one of rates.
final class InboundTable {
    private final List<String> services;
    private final Map<Load, Map<String, List<Generator.Sample>>> samples = new LinkedHashMap<>();

    InboundTable(List<String> services) {
        this.services = services;
    }

    void add(Load load, String service, Generator.Sample sample) {
        samples.computeIfAbsent(load, _ -> new LinkedHashMap<>())
                .computeIfAbsent(service, _ -> new ArrayList<>())
                .add(sample);
    }

    String text() {
        var text = new StringBuilder(
                "CPU time of the service's own processes, milliseconds a message: median (least to most)\n\n");
        head(text);
        samples.forEach((load, each) -> row(text, load, each, 2, Generator.Sample::cpuMillis));
        text.append("\nMessages a second in the mailboxes: median (least to most)\n\n");
        head(text);
        samples.forEach((load, each) -> row(text, load, each, 0, Generator.Sample::perSecond));
        return text.toString();
    }

    private void head(StringBuilder text) {
        text.append("| load | ").append(String.join(" | ", services)).append(" |\n|---|");
        text.append("---|".repeat(services.size())).append('\n');
    }

    private void row(
            StringBuilder text,
            Load load,
            Map<String, List<Generator.Sample>> each,
            int digits,
            ToDoubleFunction<Generator.Sample> figure) {
        text.append("| ").append(load.text()).append(" |");
        for (var service : services) {
            var figures = each.getOrDefault(service, List.of());
            var cell = figures.isEmpty()
                    ? ""
                    : Spread.of(figures.stream().mapToDouble(figure)).text(digits);
            text.append(' ').append(cell).append(" |");
        }
        text.append('\n');
    }
}
