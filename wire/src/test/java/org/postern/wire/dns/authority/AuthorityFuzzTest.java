package org.postern.wire.dns.authority;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.postern.wire.Octets;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;

/// Stored inputs in the tests; the fuzzer itself with `JAZZER_FUZZ=1`.
final class AuthorityFuzzTest {
    private static final Zone ZONE = TestZone.make(7, "_25._tcp.mx1 TLSA 3 1 1 00", "alias CNAME mx1");
    private static final ZoneState BEFORE = new ZoneState(6, TestZone.make(6).everything(TestZone.SIGNING));
    private static final ZoneState NOW = new ZoneState(7, ZONE.everything(TestZone.SIGNING));
    private static final int LIMIT = 512;

    /// THREAT T-50: what cannot be read gets twelve octets; what can gets an answer that others can read, to the
    /// question that was asked, within the limit.
    @FuzzTest(maxDuration = "60s")
    void questions(byte[] message) {
        switch (QueryReader.read(message, message.length)) {
            case Query.Read.NotForUs() -> {}
            case Query.Read.Bad(int rcode) -> {
                int size = ReplyWriter.writeBad(message, rcode, new byte[LIMIT]);
                check(size <= message.length, "more octets than came");
            }
            case Query.Read.Good(var query) -> {
                check(query.size() == message.length, "something was left over");
                var answer = TestZone.answer(ZONE, message, LIMIT);
                check(answer.length <= LIMIT, "more than fits");
                check(isTo(answer, query), "an answer to nothing");
                for (var part : TransferWriter.parts(query, NOW, Optional.of(BEFORE))) {
                    check(isTo(part, query), "a transfer to nobody");
                }
            }
        }
    }

    /// Whatever comes back to what we send, nobody without the key is believed.
    @FuzzTest(maxDuration = "60s")
    void replies(byte[] message) {
        var asked = OutwardMessage.notice(0x4242, TestZone.APEX, TestZone.KEY, 1_800_000_000);

        var heard = OutwardMessage.heard(message, asked, TestZone.KEY, 1_800_000_000);

        check(heard instanceof OutwardMessage.Heard.NotOurs, "a forged answer");
        if (message.length >= QueryReader.HEADER) {
            var mark = QueryReader.lastMark(message);
            if (mark != null) {
                Tsig.check(message, mark, Octets.empty(), name -> Optional.of(TestZone.KEY), 0);
            }
        }
    }

    private static boolean isTo(byte[] answer, Query query) {
        try {
            var header = hasFamily(query) ? new Message(answer).getHeader() : new Header(answer);
            return header.getID() == query.id()
                    && Arrays.equals(
                            Arrays.copyOfRange(
                                    answer, 12, 12 + (int) query.question().size()),
                            query.question().toByteArray());
        } catch (IOException unreadable) {
            throw new IllegalStateException("an answer that others cannot read", unreadable);
        }
    }

    /// A client subnet without an address may say so by a family of 0, as `dig +subnet=0` does, and the answer says
    /// the same (RFC 7871 §7.2.1); dnsjava reads none such.
    private static boolean hasFamily(Query query) {
        return query.edns().flatMap(Edns::subnet).map(ClientSubnet::family).orElse(1) != 0;
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException(what);
        }
    }
}
