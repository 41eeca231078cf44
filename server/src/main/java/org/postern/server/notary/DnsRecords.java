package org.postern.server.notary;

import java.util.ArrayList;
import java.util.List;
import org.postern.wire.address.Domain;

/// What the operator publishes for a domain, so that mail reaches us and ours is believed.
public final class DnsRecords {
    private static final int PREFERENCE_STEP = 10;

    private final DkimKeys keys;

    public DnsRecords(DkimKeys keys) {
        this.keys = keys;
    }

    /// @param mailHosts names that the MX records point to, the best first: of this server, or of the zone that
    ///     it answers for
    public List<DnsRecord> of(Domain domain, List<Domain> mailHosts) {
        var records = new ArrayList<DnsRecord>();
        for (int i = 0; i < mailHosts.size(); i++) {
            records.add(new DnsRecord(
                    domain + ".",
                    DnsRecord.Type.MX,
                    List.of(Integer.toString((i + 1) * PREFERENCE_STEP), mailHosts.get(i) + "."),
                    "Mail for the domain comes to this server (RFC 5321 §5)."));
        }
        records.add(
                text(domain + ".", "v=spf1 mx -all", "Only the hosts of the MX send mail of the domain (RFC 7208)."));
        for (var key : keys.of(domain)) {
            records.add(new DnsRecord(
                    key.selector() + "._domainkey." + domain + ".",
                    DnsRecord.Type.TXT,
                    key.record().strings(),
                    "Receivers check our " + key.algorithm().signatureWord() + " signatures with it (RFC 6376)."));
        }
        records.add(text(
                "_dmarc." + domain + ".",
                "v=DMARC1; p=quarantine; rua=mailto:postmaster@" + domain,
                "Receivers distrust forged mail of the domain and report about it (RFC 7489)."));
        records.add(text(
                "_smtp._tls." + domain + ".",
                "v=TLSRPTv1; rua=mailto:postmaster@" + domain,
                "Senders report where TLS to this server fails (RFC 8460)."));
        return List.copyOf(records);
    }

    private static DnsRecord text(String name, String value, String why) {
        return new DnsRecord(name, DnsRecord.Type.TXT, List.of(value), why);
    }
}
