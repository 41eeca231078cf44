package org.postern.reach;

import java.net.InetAddress;

/// Which network an address belongs to.
@FunctionalInterface
public interface NetworkMap {
    SourceNetwork of(InetAddress address);
}
