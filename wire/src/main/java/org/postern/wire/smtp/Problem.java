package org.postern.wire.smtp;

/// What is wrong with a command line, and the answer to it. A closed list: replies name what to do.
public enum Problem {
    CONTROL_CHARACTER(500, "5.5.2", "Control characters have no place in a command; lines end with CRLF"),
    NOT_UTF8(500, "5.5.2", "This is neither ASCII nor UTF-8"),
    NO_ARGUMENT_WANTED(501, "5.5.4", "This command takes no argument"),
    ARGUMENT_MISSING(501, "5.5.4", "This command needs an argument"),
    BAD_GREETING(501, "5.5.4", "Greet with your host name or address literal"),
    BAD_SENDER(501, "5.1.7", "Write the sender as MAIL FROM:<local@domain> or MAIL FROM:<>"),
    BAD_RECIPIENT(501, "5.1.3", "Write the recipient as RCPT TO:<local@domain>"),
    SENDER_LITERAL(553, "5.1.7", "The sender's address needs a domain name, not an address literal"),
    RECIPIENT_LITERAL(550, "5.7.1", "No mail for address literals here; use the domain name"),
    BAD_PARAMETER(501, "5.5.4", "A parameter of this command cannot be read"),
    PARAMETER_TWICE(501, "5.5.4", "A parameter stands twice"),
    UNKNOWN_PARAMETER(555, "5.5.4", "A parameter is not one that was offered"),
    NEEDS_SMTPUTF8(553, "5.6.7", "An address outside ASCII needs SMTPUTF8 on MAIL"),
    BAD_CHUNK_SIZE(501, "5.5.4", "Write BDAT, the number of octets, and LAST for the last chunk");

    private final int code;
    private final String enhanced;
    private final String text;

    Problem(int code, String enhanced, String text) {
        this.code = code;
        this.enhanced = enhanced;
        this.text = text;
    }

    public Reply reply() {
        return Reply.of(code, enhanced, text);
    }
}
