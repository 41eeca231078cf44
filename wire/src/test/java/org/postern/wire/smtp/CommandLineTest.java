package org.postern.wire.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postern.wire.address.MailAddress;

class CommandLineTest {
    @Test
    void verbs_are_read_in_any_case() {
        assertThat(parse("ehlo probe.test")).isEqualTo(new Command.Ehlo("probe.test"));
        assertThat(parse("HeLo [192.0.2.1]")).isEqualTo(new Command.Helo("[192.0.2.1]"));
        assertThat(parse("data")).isEqualTo(new Command.Text());
        assertThat(parse("Quit ")).isEqualTo(new Command.Quit());
    }

    @Test
    void mail_carries_its_parameters() {
        var command = parse("MAIL FROM:<ada@example.org> SIZE=1234 BODY=8bitmime SMTPUTF8 RET=HDRS ENVID=a+2Bb");

        assertThat(command)
                .isEqualTo(new Command.Mail(
                        MailAddress.parse("ada@example.org"),
                        new MailParameters(
                                OptionalLong.of(1234),
                                BodyType.EIGHT_BIT_MIME,
                                true,
                                Optional.of(ReturnContent.HDRS),
                                Optional.of("a+b"))));
    }

    @Test
    void rcpt_carries_its_parameters() {
        var command = parse("RCPT TO:<ada@example.org> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;ada+2Bx@example.org");

        assertThat(command)
                .isEqualTo(new Command.Recipient(
                        address("ada@example.org"),
                        new RecipientParameters(
                                Set.of(Notify.SUCCESS, Notify.DELAY), Optional.of("rfc822;ada+x@example.org"))));
    }

    @Test
    void an_empty_return_path_is_the_null_one() {
        assertThat(parse("MAIL FROM:<>")).isEqualTo(new Command.Mail(Optional.empty(), MailParameters.none()));
    }

    @Test
    void postmaster_needs_no_domain() {
        assertThat(parse("RCPT TO:<postMaster>"))
                .isEqualTo(new Command.RecipientPostmaster(RecipientParameters.none()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RCPT TO:<ada@example.org>",
                "RCPT TO: <ada@example.org>",
                "RCPT TO:ada@example.org",
                "RCPT TO:<@relay.example,@other.example:ada@example.org>",
                "rcpt to:<ada@EXAMPLE.org> "
            })
    void lenient_forms_name_the_same_recipient(String line) {
        assertThat(parse(line))
                .isEqualTo(new Command.Recipient(address("ada@example.org"), RecipientParameters.none()));
    }

    @Test
    void a_quoted_local_part_may_hold_a_bracket() {
        assertThat(parse("RCPT TO:<\"a>b c\"@example.org>"))
                .isEqualTo(new Command.Recipient(address("\"a>b c\"@example.org"), RecipientParameters.none()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EHLO | ARGUMENT_MISSING",
                "EHLO a(b) | BAD_GREETING",
                "HELO a b | BAD_GREETING",
                "MAIL | BAD_SENDER",
                "MAIL TO:<a@b.test> | BAD_SENDER",
                "MAIL FROM:<a> | BAD_SENDER",
                "MAIL FROM:<a@b.test | BAD_SENDER",
                "MAIL FROM:<a@b.test>x | BAD_SENDER",
                "MAIL FROM:<a@[192.0.2.1]> | SENDER_LITERAL",
                "MAIL FROM:<ä@b.test> | NEEDS_SMTPUTF8",
                "MAIL FROM:<a@b.test> SIZE=x | BAD_PARAMETER",
                "MAIL FROM:<a@b.test> SIZE=1 SIZE=2 | PARAMETER_TWICE",
                "MAIL FROM:<a@b.test> BODY=9BIT | BAD_PARAMETER",
                "MAIL FROM:<a@b.test> AUTH=<> | UNKNOWN_PARAMETER",
                "MAIL FROM:<a@b.test> RET=SOME | BAD_PARAMETER",
                "MAIL FROM:<a@b.test> ENVID=+0A | BAD_PARAMETER",
                "RCPT TO:<> | BAD_RECIPIENT",
                "RCPT TO:<a@b@c.test> | BAD_RECIPIENT",
                "RCPT TO:<a..b@c.test> | BAD_RECIPIENT",
                "RCPT TO:<a@[IPv6:::1]> | RECIPIENT_LITERAL",
                "RCPT TO:<a@b.test> NOTIFY=NEVER,DELAY | BAD_PARAMETER",
                "RCPT TO:<a@b.test> ORCPT=a@b.test | BAD_PARAMETER",
                "RCPT TO:<a@b.test> SIZE=1 | UNKNOWN_PARAMETER",
                "DATA now | NO_ARGUMENT_WANTED",
                "BDAT | BAD_CHUNK_SIZE",
                "BDAT -1 | BAD_CHUNK_SIZE",
                "BDAT 12 FIRST | BAD_CHUNK_SIZE",
                "BDAT 9999999999999999999999 | BAD_CHUNK_SIZE",
                "VRFY | ARGUMENT_MISSING",
                "STARTTLS now | NO_ARGUMENT_WANTED"
            })
    void bad_lines_say_what_is_wrong(String line, Problem problem) {
        assertThat(parse(line)).isEqualTo(new Command.Malformed(problem));
    }

    @ParameterizedTest
    @ValueSource(strings = {"NO\rOP", "NOOP\n", "NO\0OP", "NOOP \u007f"})
    void control_characters_are_refused(String line) {
        assertThat(parse(line)).isEqualTo(new Command.Malformed(Problem.CONTROL_CHARACTER));
    }

    @Test
    void octets_that_are_not_utf8_are_refused() {
        byte[] latin1 = "MAIL FROM:<\u00e4@b.test> SMTPUTF8".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(CommandLine.parse(latin1, 0, latin1.length)).isEqualTo(new Command.Malformed(Problem.NOT_UTF8));
    }

    @Test
    void verbs_of_others_are_told_apart() {
        assertThat(parse("AUTH PLAIN")).isEqualTo(new Command.NotSpoken("AUTH"));
        assertThat(parse("GET / HTTP/1.1")).isEqualTo(new Command.Unknown("GET"));
        assertThat(parse("")).isEqualTo(new Command.Unknown(""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EHLO probe.test",
                "MAIL FROM:<ada@example.org> SIZE=12 BODY=BINARYMIME SMTPUTF8 RET=FULL ENVID=a+2Bb",
                "MAIL FROM:<>",
                "RCPT TO:<\"a b\"@example.org> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;a+2Bx@example.org",
                "RCPT TO:<Postmaster>",
                "BDAT 86 LAST",
                "DATA",
                "STARTTLS"
            })
    void a_command_written_is_the_command_read(String line) {
        assertThat(parse(line).line()).isEqualTo(line);
    }

    private static Command parse(String line) {
        byte[] octets = line.getBytes(StandardCharsets.UTF_8);
        return CommandLine.parse(octets, 0, octets.length);
    }

    private static MailAddress address(String text) {
        return MailAddress.parse(text).orElseThrow();
    }
}
