package org.postern.server.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.wire.address.MailAddress;

class AddressRulesTest {
    @ParameterizedTest
    @CsvSource({
        "ada@example.org, ada@example.org",
        "Ada.Lovelace_1-2@Example.ORG, ada.lovelace_1-2@example.org",
        "a@b\u00fccher.example, a@xn--bcher-kva.example"
    })
    void well_formed_addresses_are_kept_in_one_form(String written, String kept) {
        assertThat(AddressRules.wellFormed(written).map(MailAddress::toString)).hasValue(kept);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ada",
                "@example.org",
                "ada+tag@example.org",
                "\"a da\"@example.org",
                ".ada@example.org",
                "ada.@example.org",
                "a..da@example.org",
                "ad\u00e4@example.org",
                "a/b@example.org",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@example.org"
            })
    void others_are_refused(String written) {
        assertThat(AddressRules.wellFormed(written)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"postmaster", "abuse", "admin", "root", "mailer-daemon", "no-reply", "Hostmaster"})
    void names_that_speak_for_the_domain_are_reserved(String local) {
        var address = AddressRules.wellFormed(local + "@example.org").orElseThrow();

        assertThat(AddressRules.reserved(address)).isTrue();
    }
}
