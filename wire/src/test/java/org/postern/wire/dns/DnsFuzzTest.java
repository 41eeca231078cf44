package org.postern.wire.dns;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.postern.wire.Octets;
import org.postern.wire.address.Domain;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/// Stored inputs in the tests; the fuzzer itself with `JAZZER_FUZZ=1`.
class DnsFuzzTest {
    private static final Name NAME = name("a.test.");

    /// Whatever a resolver sends: addresses are of the one size, hosts are names, and nothing is found that
    /// no record of the internet class and of the type says.
    @FuzzTest(maxDuration = "60s")
    void answers(byte[] wire) {
        Message message;
        try {
            message = new Message(wire);
        } catch (IOException notDns) {
            return;
        }
        var four = Answer.addresses(message, NAME, Type.A);
        var six = Answer.addresses(message, NAME, Type.AAAA);
        var exchangers = Answer.mailExchangers(message, NAME);
        var texts = Answer.texts(message, NAME);

        check(found(four).stream().allMatch(octets -> octets.size() == 4), "an IPv4 address of another size");
        check(found(six).stream().allMatch(octets -> octets.size() == 16), "an IPv6 address of another size");
        check(found(four).stream().allMatch(octets -> isSaid(message, Type.A, octets)), "an address from nowhere");
        for (var exchanger : found(exchangers)) {
            check(exchanger.preference() >= 0 && exchanger.preference() <= 65_535, "a preference out of range");
            exchanger.host().ifPresent(host -> check(Domain.parse(host.name()).equals(Optional.of(host)), "no host"));
        }
        for (var answer : List.of(four, six, exchangers, texts)) {
            check(!answer.keep().isNegative(), "kept for less than no time");
            boolean said = message.getRcode() == Rcode.NOERROR || message.getRcode() == Rcode.NXDOMAIN;
            check(said != answer.result() instanceof Lookup.Failed, "an error is an answer");
        }
    }

    private static boolean isSaid(Message message, int type, Octets value) {
        return message.getSection(Section.ANSWER).stream()
                .filter(record -> record.getType() == type && record.getDClass() == DClass.IN)
                .map(Record::rdataToWireCanonical)
                .anyMatch(octets -> java.util.Arrays.equals(octets, value.toByteArray()));
    }

    private static <T> List<T> found(Answer<T> answer) {
        return answer.result() instanceof Lookup.Found<T> found ? found.answers() : List.of();
    }

    private static Name name(String text) {
        try {
            return Name.fromString(text);
        } catch (TextParseException wrong) {
            throw new IllegalStateException(wrong);
        }
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException(what);
        }
    }
}
