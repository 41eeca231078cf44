package org.postern.server.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MetricsTest {
    private final Metrics metrics = new Metrics();

    @Test
    void the_text_form_has_each_kind() {
        metrics.counter("postern_room_things", "Things.", "kind")
                .labelValues("good")
                .inc();
        metrics.gauge("postern_room_level", "Level.", () -> 2.5);
        metrics.seconds("postern_room_seconds", "Seconds.").observe(0.3);

        var text = metrics.text();

        assertThat(text).contains("postern_room_things_total{kind=\"good\"} 1.0");
        assertThat(text).contains("postern_room_level 2.5");
        assertThat(text).contains("postern_room_seconds_bucket{le=\"0.5\"} 1");
    }

    @Test
    void a_name_is_declared_once() {
        metrics.counter("postern_room_things", "Things.");

        assertThatThrownBy(() -> metrics.counter("postern_room_things", "Other things."))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
