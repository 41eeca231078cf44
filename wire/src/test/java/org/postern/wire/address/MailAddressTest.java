package org.postern.wire.address;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailAddressTest {
    @ParameterizedTest
    @CsvSource({
        "Ada@Example.ORG, ada@example.org",
        "ada+lists@example.org, ada@example.org",
        "+ada@example.org, +ada@example.org",
        "\u00c4da@b\u00fccher.example, \u00e4da@xn--bcher-kva.example",
        "\"A b\"@example.org, \"a b\"@example.org"
    })
    void accounts_are_found_under_the_canonical_form(String written, String canonical) {
        var address = MailAddress.parse(written).orElseThrow();

        assertThat(address.canonical()).hasToString(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "@",
                "ada",
                "@example.org",
                "ada@",
                "a..b@example.org",
                ".a@example.org",
                "a b@example.org",
                "ada@-example.org",
                "ada@exa mple.org",
                "\"ada@example.org",
                "\"a\"b\"@example.org",
                "\"a\rb\"@example.org",
                "ada@[192.0.2.1]"
            })
    void what_is_no_address_is_not_one(String text) {
        assertThat(MailAddress.parse(text)).isEmpty();
    }

    @Test
    void a_local_part_that_would_grow_past_its_limit_keeps_its_case() {
        var address = MailAddress.parse("\u0130".repeat(32) + "@example.org").orElseThrow();

        assertThat(address.canonical().local()).isEqualTo("\u0130".repeat(32));
    }
}
