package org.postern.reach.relay;

import org.apache.sshd.common.SshException;
import org.apache.sshd.common.util.buffer.Buffer;

/// Reading what a relay wrote, which may be anything (THREAT T-41).
final class Packets {
    /// No channel is taken whose writer may put less than this into a packet: each of our octets would cost
    /// us a packet.
    static final int LEAST_PACKET = 1024;

    private Packets() {}

    /// The length of the octets that follow in the buffer.
    ///
    /// @throws SshException when they do not
    static int dataLength(Buffer buffer) throws SshException {
        long length = buffer.getUInt();
        if (length > buffer.available()) {
            throw new SshException("a packet is shorter than it says");
        }
        return (int) length;
    }
}
