package org.postern.server.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ClientSubnetOption;
import org.xbill.DNS.CookieOption;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

final class AnswersTest {
    private static final String MX1 = "mx1.mx.example.test";
    private static final int PLENTY = 100_000;

    @Test
    void an_asker_is_told_its_own_addresses_and_each_named_relay_is_told_of_it() throws IOException {
        var test = new TestAnswers(PLENTY, List.of());

        var answer = new Message(test.ask(Questions.plain(MX1, Type.A)));

        assertThat(address(answer)).isEqualTo("192.0.2.203");
        assertThat(test.seen).containsExactly("203.0.113.7 a-203 ASKED");
    }

    @Test
    void nobody_is_told_of_questions_that_name_no_address() {
        var test = new TestAnswers(PLENTY, List.of());

        test.ask(Questions.plain(MX1, Type.AAAA));
        test.ask(Questions.plain("mx.example.test", Type.MX));
        test.ask(Questions.plain("nowhere.mx.example.test", Type.A));

        assertThat(test.seen).isEmpty();
    }

    @Test
    void the_subnet_that_a_listed_resolver_tells_decides_and_the_answer_says_how_far_it_holds() throws IOException {
        var test = new TestAnswers(PLENTY, List.of("203.0.113.0/24"));

        var answer = new Message(test.ask(Questions.forSubnet(MX1, Type.A, "100.64.3.0", 24)));

        assertThat(address(answer)).isEqualTo("192.0.2.100");
        assertThat(subnet(answer).getScopePrefixLength()).isEqualTo(24);
        assertThat(test.seen).containsExactly("100.64.3.0 a-100 ASKED");
    }

    @Test
    void an_answer_that_is_the_same_for_all_says_so() throws IOException {
        var test = new TestAnswers(PLENTY, List.of("203.0.113.0/24"));

        var answer = new Message(test.ask(Questions.forSubnet("ns1.mx.example.test", Type.A, "100.64.3.0", 24)));

        assertThat(subnet(answer).getScopePrefixLength()).isZero();
    }

    /// THREAT T-53
    @Test
    void others_cannot_ask_in_the_name_of_a_network() throws IOException {
        var test = new TestAnswers(PLENTY, List.of("198.51.100.0/24"));

        var answer = new Message(test.ask(Questions.forSubnet(MX1, Type.A, "100.64.3.0", 24)));

        assertThat(address(answer)).isEqualTo("192.0.2.203");
        assertThat(answer.getOPT().getOptions(EDNSOption.Code.CLIENT_SUBNET)).isEmpty();
    }

    /// THREAT T-50
    @Test
    void an_address_that_nobody_has_proved_gets_ten_times_its_question_at_most() throws IOException {
        var test = new TestAnswers(PLENTY, List.of());
        var question = Questions.withEdns("long.mx.example.test", Type.TXT);

        var answer = test.ask(question);

        assertThat(answer.length).isLessThanOrEqualTo(Answers.LARGEST_FACTOR * question.length);
        assertThat(new Message(answer).getHeader().getFlag(Flags.TC)).isTrue();
    }

    @Test
    void a_cookie_that_was_given_proves_the_address() throws IOException {
        var test = new TestAnswers(1, List.of());
        var client = new byte[] {1, 2, 3, 4, 5, 6, 7, 8};
        var first =
                new Message(test.ask(Questions.withEdns("long.mx.example.test", Type.TXT, new CookieOption(client))));
        var given =
                (CookieOption) first.getOPT().getOptions(EDNSOption.Code.COOKIE).getFirst();

        for (int i = 0; i < 10; i++) {
            var question = Questions.withEdns(
                    "long.mx.example.test",
                    Type.TXT,
                    new CookieOption(client, given.getServerCookie().orElseThrow()));
            assertThat(new Message(test.ask(question)).getSection(Section.ANSWER))
                    .hasSize(1);
        }
    }

    /// THREAT T-52
    @Test
    void past_its_share_a_network_gets_a_word_about_tcp_every_second_time_and_nothing_else() throws IOException {
        var test = new TestAnswers(5, List.of());
        var question = Questions.plain(MX1, Type.A);
        for (int i = 0; i < 10; i++) {
            assertThat(test.ask(question)).isNotEmpty();
        }

        int words = 0;
        for (int i = 0; i < 100; i++) {
            var answer = test.ask(question);
            if (answer.length > 0) {
                words++;
                assertThat(answer).hasSizeLessThanOrEqualTo(question.length);
                assertThat(new Message(answer).getHeader().getFlag(Flags.TC)).isTrue();
            }
        }

        assertThat(words).isEqualTo(50);
    }

    @Test
    void the_zone_is_not_given_away_by_datagram_or_to_strangers() throws IOException {
        var test = new TestAnswers(PLENTY, List.of());

        var whole = new Message(test.ask(Questions.plain("mx.example.test", Type.AXFR)));

        assertThat(whole.getRcode()).isEqualTo(Rcode.REFUSED);
    }

    private static String address(Message answer) {
        return answer.getSection(Section.ANSWER).getFirst().rdataToString();
    }

    private static ClientSubnetOption subnet(Message answer) {
        return (ClientSubnetOption)
                answer.getOPT().getOptions(EDNSOption.Code.CLIENT_SUBNET).getFirst();
    }
}
