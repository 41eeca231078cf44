package org.postern.wire.dns.authority;

import java.util.List;

/// A record set and the data of its RRSIG records, none when nobody asked for them.
public record Signed(RecordSet set, List<byte[]> signatures) {}
