package org.postern.wire.dns.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSECRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Answers as dnsjava reads them.
final class ZoneTest {
    private static final int LARGE = 1232;
    private final Zone zone = TestZone.make(7, "_25._tcp.mx1 TLSA 3 1 1 00", "long TXT \"" + "a".repeat(250) + "\"");

    @ParameterizedTest
    @CsvSource({"mx1,192.0.2.1", "mx2,192.0.2.2", "mx3,192.0.2.3"})
    void names_take_the_addresses_in_order(String name, String address) throws IOException {
        var answer = ask(name + ".mx.example.test", Type.A);

        assertThat(answer.getSection(Section.ANSWER).getFirst().rdataToString()).isEqualTo(address);
    }

    @Test
    void with_fewer_addresses_than_names_no_name_is_without_one() throws IOException {
        var query = TestZone.read(TestZone.question("mx3.mx.example.test", Type.A));

        var reply = zone.answer(query, () -> new View(List.of(TestZone.address(9))), TestZone.SIGNING);

        assertThat(reply.answers()).hasSize(1);
        assertThat(reply.named()).isEqualTo(1);
    }

    @Test
    void an_address_of_the_other_family_is_denied_by_a_record_that_lists_what_there_is() throws IOException {
        var answer = ask("mx1.mx.example.test", Type.AAAA);

        assertThat(answer.getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(answer.getSection(Section.ANSWER)).isEmpty();
        assertThat(denials(answer)).singleElement().satisfies(nsec -> {
            assertThat(nsec.getName().toString()).isEqualTo("mx1.mx.example.test.");
            assertThat(nsec.hasType(Type.A)).isTrue();
            assertThat(nsec.hasType(Type.AAAA)).isFalse();
        });
    }

    @Test
    void a_name_that_is_not_there_is_denied_along_the_chain() throws IOException {
        var answer = ask("nowhere.mx.example.test", Type.A);

        assertThat(answer.getRcode()).isEqualTo(Rcode.NXDOMAIN);
        assertThat(denials(answer).map(nsec -> nsec.getName() + " " + nsec.getNext()))
                .containsExactlyInAnyOrder(
                        "mx3.mx.example.test. ns1.mx.example.test.", "mx.example.test. long.mx.example.test.");
    }

    @Test
    void a_name_that_only_has_names_below_it_exists() throws IOException {
        var answer = ask("_tcp.mx1.mx.example.test", Type.TLSA);

        assertThat(answer.getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(answer.getSection(Section.ANSWER)).isEmpty();
        assertThat(denials(answer)).hasSize(1);
    }

    @Test
    void what_does_not_fit_goes_away_whole_and_says_so() throws IOException {
        var cut = new Message(TestZone.answer(zone, TestZone.question("long.mx.example.test", Type.TXT), 300));

        assertThat(cut.getHeader().getFlag(org.xbill.DNS.Flags.TC)).isTrue();
        assertThat(cut.getSection(Section.ANSWER)).isEmpty();
    }

    @Test
    void the_chain_of_a_state_goes_once_round_all_names() {
        var chain = zone.everything(TestZone.SIGNING).stream()
                .map(Signed::set)
                .filter(set -> set.type() == Type.NSEC)
                .toList();

        var next = DnsName.parse("mx.example.test");
        for (int i = 0; i < chain.size(); i++) {
            var at = next;
            var here = chain.stream().filter(set -> set.owner().equals(at)).toList();
            assertThat(here).hasSize(1);
            next = QueryReader.name(here.getFirst().values().getFirst(), 0, 255);
        }
        assertThat(next).isEqualTo(TestZone.APEX);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mx1 A 192.0.2.9",
                "* A 192.0.2.9",
                "a SOA x",
                "sub NS ns.sub",
                "a NONSENSE x",
                "a A nine",
                "other.test. A 192.0.2.9",
                "alone"
            })
    void what_cannot_be_in_the_zone_is_said_with_its_line(String line) {
        assertThatThrownBy(() -> TestZone.make(1, line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("records: ");
    }

    private Message ask(String name, int type) throws IOException {
        return new Message(TestZone.answer(zone, TestZone.question(name, type), LARGE));
    }

    private static Stream<NSECRecord> denials(Message answer) {
        return answer.getSection(Section.AUTHORITY).stream()
                .filter((Record record) -> record instanceof NSECRecord)
                .map(NSECRecord.class::cast);
    }
}
