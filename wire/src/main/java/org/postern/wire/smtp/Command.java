package org.postern.wire.smtp;

import java.util.Optional;
import org.postern.wire.address.MailAddress;

/// One line from a client. [CommandLine] makes it from octets; [#line] writes it back.
public sealed interface Command {
    /// RFC 5321 §4.1.1.1
    ///
    /// @param peer host name or address literal, not verified, free of spaces and comment characters
    record Ehlo(String peer) implements Command {}

    /// RFC 5321 §4.1.1.1
    record Helo(String peer) implements Command {}

    /// RFC 5321 §4.1.1.2
    ///
    /// @param from empty for the null return path `<>`
    record Mail(Optional<MailAddress> from, MailParameters parameters) implements Command {}

    /// RFC 5321 §4.1.1.3. A source route before the address is dropped (RFC 5321 §C).
    record Recipient(MailAddress to, RecipientParameters parameters) implements Command {}

    /// RFC 5321 §4.1.1.3: `RCPT TO:<Postmaster>`, without a domain and in any case.
    record RecipientPostmaster(RecipientParameters parameters) implements Command {}

    /// RFC 5321 §4.1.1.4
    record Text() implements Command {}

    /// BDAT, RFC 3030 §2.
    ///
    /// @param sizeBytes octets that follow the line at once
    record Chunk(long sizeBytes, boolean last) implements Command {}

    /// RFC 5321 §4.1.1.5
    record Reset() implements Command {}

    /// RFC 5321 §4.1.1.6
    record Verify(String who) implements Command {}

    /// RFC 5321 §4.1.1.7
    record Expand(String list) implements Command {}

    /// RFC 5321 §4.1.1.8
    record Help() implements Command {}

    /// RFC 5321 §4.1.1.9
    record Noop() implements Command {}

    /// RFC 5321 §4.1.1.10
    record Quit() implements Command {}

    /// RFC 3207 §4
    record StartTls() implements Command {}

    /// A verb that we know and do not speak, such as AUTH or ETRN: 502 (RFC 5321 §4.2.4).
    record NotSpoken(String verb) implements Command {}

    /// No verb of SMTP. Kept in upper case, cut to 16 characters, printable.
    record Unknown(String verb) implements Command {}

    /// A verb that we speak in a line that breaks its grammar.
    record Malformed(Problem problem) implements Command {}

    /// As a client writes it, without the line's end.
    ///
    /// @throws IllegalArgumentException for what no client writes
    default String line() {
        return switch (this) {
            case Ehlo ehlo -> "EHLO " + ehlo.peer();
            case Helo helo -> "HELO " + helo.peer();
            case Mail mail ->
                "MAIL FROM:<" + mail.from().map(MailAddress::toString).orElse("") + ">"
                        + mail.parameters().written();
            case Recipient to -> "RCPT TO:<" + to.to() + ">" + to.parameters().written();
            case RecipientPostmaster to ->
                "RCPT TO:<Postmaster>" + to.parameters().written();
            case Text() -> "DATA";
            case Chunk chunk -> "BDAT " + chunk.sizeBytes() + (chunk.last() ? " LAST" : "");
            case Reset() -> "RSET";
            case Verify verify -> "VRFY " + verify.who();
            case Expand expand -> "EXPN " + expand.list();
            case Help() -> "HELP";
            case Noop() -> "NOOP";
            case Quit() -> "QUIT";
            case StartTls() -> "STARTTLS";
            case NotSpoken other -> other.verb();
            case Unknown other -> other.verb();
            case Malformed broken -> throw new IllegalArgumentException("not a command: " + broken.problem());
        };
    }
}
