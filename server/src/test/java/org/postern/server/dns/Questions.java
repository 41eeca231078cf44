package org.postern.server.dns;

import java.net.InetAddress;
import org.xbill.DNS.ClientSubnetOption;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;

/// Questions as resolvers ask them, made by dnsjava.
final class Questions {
    private Questions() {}

    static byte[] plain(String name, int type) {
        return message(name, type).toWire();
    }

    static byte[] withEdns(String name, int type, EDNSOption... options) {
        var message = message(name, type);
        message.addRecord(new OPTRecord(1232, 0, 0, 0, java.util.List.of(options)), Section.ADDITIONAL);
        return message.toWire();
    }

    static byte[] forSubnet(String name, int type, String subnet, int bits) {
        return withEdns(name, type, new ClientSubnetOption(bits, InetAddress.ofLiteral(subnet)));
    }

    static Message message(String name, int type) {
        try {
            return Message.newQuery(Record.newRecord(Name.fromString(name + "."), type, DClass.IN));
        } catch (TextParseException wrong) {
            throw new IllegalStateException(wrong);
        }
    }
}
