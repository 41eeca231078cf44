package org.postern.server.jmap.submit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.wire.Octets;
import org.postern.wire.address.MailAddress;
import org.postern.wire.dkim.RawMessage;

/// THREAT T-16
final class OwnSenderTest {
    private static final OwnSender ADA =
            new OwnSender(MailAddress.parse("ada@postern.test").orElseThrow());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: ada@postern.test",
                "From: Ada <ADA@postern.test>",
                "from : \"Bob <bob@postern.test>, no\" <ada+news@postern.test>",
                "From: (bob@postern.test) Ada\r\n <ada@postern.test>",
                "From: ada@postern.test\r\nSender: ada@postern.test"
            })
    void ones_own_address_is_let_through(String header) {
        assertThat(ADA.wrote(message(header))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Subject: none",
                "From: bob@postern.test",
                "From: ada@postern.test, bob@postern.test",
                "From: ada@postern.test\r\nFrom: bob@postern.test",
                "From: ada@postern.test <bob@postern.test>",
                "From: bob@postern.test <ada@postern.test>",
                "From: <ada@postern.test> <bob@postern.test>",
                "From: <@postern.test:ada@postern.test>",
                "From: us: ada@postern.test;",
                "From: \"ada@postern.test",
                "From: (ada@postern.test",
                "From: ada@postern.test\r\nSender: bob@postern.test",
                "From: ada@postern.test.example"
            })
    void anothers_and_doubtful_ones_are_not(String header) {
        assertThat(ADA.wrote(message(header))).isFalse();
    }

    private static RawMessage message(String header) {
        return RawMessage.split(Octets.ascii(header + "\r\n\r\nbody\r\n"));
    }
}
