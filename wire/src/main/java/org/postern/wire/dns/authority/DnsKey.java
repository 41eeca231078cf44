package org.postern.wire.dns.authority;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import org.postern.wire.Octets;
import org.postern.wire.Sha256;

/// A DNSKEY record of a zone whose one key signs everything: flags 257 (RFC 4034 §2.1.1).
public record DnsKey(int algorithm, Octets key) {
    private static final int FLAGS = 257;
    private static final int PROTOCOL = 3;
    private static final int SHA_256 = 2;

    /// RFC 4034 §2.1; a CDNSKEY is the same (RFC 7344 §3.2).
    byte[] rdata() {
        var out = new ByteArrayOutputStream();
        out.write(FLAGS >> 8);
        out.write(FLAGS & 0xff);
        out.write(PROTOCOL);
        out.write(algorithm);
        out.writeBytes(key.toByteArray());
        return out.toByteArray();
    }

    /// RFC 4034 appendix B
    public int tag() {
        var rdata = rdata();
        long sum = 0;
        for (int i = 0; i < rdata.length; i++) {
            sum += (i & 1) == 0 ? (rdata[i] & 0xff) << 8 : rdata[i] & 0xff;
        }
        return (int) (sum + (sum >> 16) & 0xffff) & 0xffff;
    }

    /// The DS record's data with SHA-256 (RFC 4509 §2.1), which a CDS repeats (RFC 7344 §3.1).
    byte[] delegation(DnsName zone) {
        var rdata = rdata();
        var out = new ByteArrayOutputStream();
        out.write(tag() >> 8);
        out.write(tag() & 0xff);
        out.write(algorithm);
        out.write(SHA_256);
        var digest = Sha256.begin();
        digest.update(zone.wire());
        out.writeBytes(digest.digest(rdata));
        return out.toByteArray();
    }

    /// The line for the parent zone (RFC 4034 §5.3).
    public String delegationLine(DnsName zone) {
        var rdata = delegation(zone);
        return zone + " IN DS " + tag() + " " + algorithm + " " + SHA_256 + " "
                + HexFormat.of().withUpperCase().formatHex(rdata, 4, rdata.length);
    }

    /// The line of the zone itself (RFC 4034 §2.2), as trust anchors are written too.
    public String line(DnsName zone) {
        return zone + " IN DNSKEY " + FLAGS + " " + PROTOCOL + " " + algorithm + " "
                + java.util.Base64.getEncoder().encodeToString(key.toByteArray());
    }
}
