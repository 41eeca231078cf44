package org.postern.reach.probe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;

/// A sealed report as a mail, handed straight to the service: for when port 25 works and the web does not.
/// The return path is null, so that nothing comes back to a network that may be watched.
///
/// @param to a mailbox of the service
public record ReportMail(String to, String armoured) {
    /// What the service looks for, so that it need not read every mail.
    public static final String SUBJECT = "postern probe report";

    /// @return whether the service took it
    public boolean send(InetAddress address, int port, Duration patience) {
        try (var socket = new Socket()) {
            return Probe.connect(socket, address, port, patience).isEmpty() && new SmtpTalk().hand(socket, this);
        } catch (IOException broken) {
            return false;
        }
    }

    /// RFC 5322 §2.1, with CRLF; nothing in it begins with a dot.
    String text() {
        return "From: <" + to + ">\r\nTo: <" + to + ">\r\nSubject: " + SUBJECT + "\r\n\r\n"
                + armoured.replace("\n", "\r\n");
    }
}
