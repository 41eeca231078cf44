package org.postern.lab.svg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class PlotTest {
    private static final Plot.Axis STORED = new Plot.Axis("stored <messages>", true);
    private static final Plot.Axis COST = new Plot.Axis("ms", false);

    @Test
    void a_table_becomes_a_line_for_each_column() {
        var table = List.of("stored,append,list", "10000,1,2", "100000,2,", "1000000,4,3");

        var plot = Plot.ofTable("Growth", table, STORED, COST);

        assertThat(plot.series()).extracting(Plot.Series::name).containsExactly("append", "list");
        assertThat(plot.series().get(1).points())
                .containsExactly(new Plot.Point(10_000, 2), new Plot.Point(1_000_000, 3));
    }

    @Test
    void the_least_stands_at_the_left_and_zero_at_the_foot() {
        var table = List.of("stored,append", "10000,0", "1000000,4");

        var svg = Plot.ofTable("Growth", table, STORED, COST).svg();

        assertThat(svg)
                .contains("<path d=\"M70.0 340.0 L700.0 50.0\" fill=\"none\"")
                .contains("stored &lt;messages>")
                .contains(">10,000<", ">100,000<", ">1,000,000<");
    }
}
