package org.postern.server.smtpin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postern.wire.smtp.Reply;

/// Every answer of the door, in one place, so that each says what to do.
final class Replies {
    static final Reply OK = Reply.of(250, "2.0.0", "Ok");
    static final Reply SENDER_OK = Reply.of(250, "2.1.0", "Sender ok");
    static final Reply RECIPIENT_OK = Reply.of(250, "2.1.5", "Recipient ok");
    static final Reply KEPT = Reply.of(250, "2.6.0", "Kept");
    static final Reply CHUNK_OK = Reply.of(250, "2.0.0", "Chunk taken");
    static final Reply BYE = Reply.of(221, "2.0.0", "Bye");
    static final Reply START_TLS = Reply.of(220, "2.0.0", "Start TLS");
    static final Reply SEND_TEXT = Reply.plain(354, "Send the message, end it with CRLF.CRLF");
    static final Reply VERIFY = Reply.of(252, "2.5.2", "Send mail to it, then you will know");
    static final Reply EXPAND = Reply.of(502, "5.5.1", "Lists are not told here");
    static final Reply HELP = Reply.of(214, "2.0.0", "See RFC 5321; write to the postmaster of this domain");

    static final Reply TOO_MANY_SESSIONS = Reply.of(421, "4.3.2", "Too many sessions now, try again later");
    static final Reply TOO_MANY_FROM_NETWORK =
            Reply.of(421, "4.7.0", "Too many sessions from your network, close some and try again");
    static final Reply STOPPING = Reply.of(421, "4.3.2", "Going down, try again in a moment");
    static final Reply STALLED = Reply.of(421, "4.4.2", "Nothing came for too long, connect again");
    static final Reply SESSION_OVER = Reply.of(421, "4.4.2", "This session took too long, connect again");
    static final Reply TOO_MANY_ERRORS = Reply.of(421, "4.7.0", "Too many commands in error");
    static final Reply TOO_MANY_UNKNOWN = Reply.of(421, "4.7.0", "Too many unknown recipients, check your list");
    static final Reply BROKEN = Reply.of(421, "4.3.0", "Something broke here, try again later");
    static final Reply TALKED_FIRST = Reply.of(554, "5.5.0", "Wait for the greeting before you speak");
    static final Reply DID_NOT_WAIT = Reply.of(554, "5.5.0", "Wait for the answer before you send more");
    static final Reply NOT_SMTP = Reply.of(554, "5.5.1", "This is SMTP, not what you speak");
    static final Reply BARE_LF_COMMAND = Reply.of(554, "5.5.2", "Lines end with CRLF; a bare LF is refused");

    static final Reply LINE_TOO_LONG = Reply.of(500, "5.5.6", "The command line is too long");
    static final Reply UNKNOWN_COMMAND = Reply.of(500, "5.5.2", "No such command");
    static final Reply NOT_SPOKEN = Reply.of(502, "5.5.1", "This command is not spoken here");
    static final Reply GREET_FIRST = Reply.of(503, "5.5.1", "Say EHLO first");
    static final Reply MAIL_FIRST = Reply.of(503, "5.5.1", "Say MAIL first");
    static final Reply RECIPIENT_FIRST = Reply.of(503, "5.5.1", "No recipient was accepted; say RCPT first");
    static final Reply MAIL_TWICE = Reply.of(503, "5.5.1", "One sender a message; say RSET to begin again");
    static final Reply CHUNKS_BEGAN =
            Reply.of(503, "5.5.1", "The message began with BDAT; go on with BDAT or say RSET");
    static final Reply BINARY_NEEDS_CHUNKS = Reply.of(503, "5.5.1", "BINARYMIME needs BDAT, not DATA");
    static final Reply ALREADY_TLS = Reply.of(503, "5.5.1", "TLS is on already");
    static final Reply NO_TLS = Reply.of(502, "5.5.1", "TLS is not offered");
    static final Reply TOO_MANY_RECIPIENTS =
            Reply.of(452, "4.5.3", "Enough recipients; send to the others in another message");
    static final Reply UNKNOWN_RECIPIENT = Reply.of(550, "5.1.1", "No such mailbox here; check the address");
    static final Reply RELAYING_DENIED = Reply.of(550, "5.7.1", "This host does not take mail for that domain");
    static final Reply SUSPENDED = Reply.of(450, "4.2.1", "The mailbox is suspended, try again later");
    static final Reply NOBODY_YET = Reply.of(450, "4.2.1", "The mailbox is not open yet, try again later");
    static final Reply FULL = Reply.of(452, "4.2.2", "The mailbox is full, try again later");
    static final Reply NO_MEMORY = Reply.of(452, "4.3.1", "Too much mail at once, try again later");
    static final Reply BARE_LINE_END =
            Reply.of(550, "5.6.11", "The message has a bare CR or LF; lines must end with CRLF");
    static final Reply TEXT_LINE_TOO_LONG =
            Reply.of(554, "5.6.0", "A line of the message is too long; wrap or encode it");

    private Replies() {}

    static Reply banner(String hostName) {
        return Reply.plain(220, hostName + " ESMTP Postern");
    }

    static Reply helo(String hostName) {
        return Reply.plain(250, hostName);
    }

    static Reply ehlo(String hostName, SmtpSettings settings, boolean offerTls) {
        var lines = new ArrayList<>(List.of(
                hostName,
                "PIPELINING", // RFC 2920
                "SIZE " + settings.messageSize().bytes(), // RFC 1870
                "8BITMIME", // RFC 6152
                "SMTPUTF8", // RFC 6531
                "CHUNKING", // RFC 3030
                "BINARYMIME", // RFC 3030
                "ENHANCEDSTATUSCODES", // RFC 2034
                "DSN", // RFC 3461
                "LIMITS RCPTMAX=" + settings.recipients())); // RFC 9422
        if (offerTls) {
            lines.add("STARTTLS"); // RFC 3207
        }
        return new Reply(250, Optional.empty(), lines);
    }

    static Reply tooLarge(SmtpSettings settings) {
        return Reply.of(
                552,
                "5.3.4",
                "The message is larger than " + settings.messageSize().bytes() + " octets");
    }
}
