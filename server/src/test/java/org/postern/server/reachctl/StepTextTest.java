package org.postern.server.reachctl;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StepTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "withdraw AS64500 rome 192.0.2.1",
                "withdraw 192.0.0.0/16 rome 192.0.2.1",
                "restore 2001:db8:0:0:0:0:0:0/32 core 2001:db8:0:0:0:0:0:1",
                "bring-up oslo",
                "retire oslo",
                "route AS64500 oslo",
                "route AS64500 core",
                "reset AS64500 rome",
                "look AS64500 rome",
                "publish"
            })
    void what_is_written_is_read_again(String text) {
        assertThat(StepText.parse(text)).map(StepText::of).contains(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "withdraw",
                "withdraw AS64500 rome",
                "withdraw AS64500 rome example.org",
                "withdraw them rome 192.0.2.1",
                "withdraw AS0 rome 192.0.2.1",
                "bring-up ROME!",
                "publish now",
                "destroy AS64500"
            })
    void what_is_no_step_is_not_read(String text) {
        assertThat(StepText.parse(text)).isEmpty();
    }
}
