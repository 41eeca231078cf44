package org.postern.wire.mime;

import java.util.List;
import java.util.Optional;
import org.postern.wire.Octets;
import org.postern.wire.address.MailAddress;
import org.postern.wire.mime.MessageSummary.Ids;
import org.postern.wire.mime.MessageSummary.People;

/// Makes a summary of any message, however broken: what cannot be read is left out (THREAT T-15).
public final class SummaryReader {
    private static final int LONGEST_SUBJECT = 1000;

    private SummaryReader() {}

    /// @param message as it is stored
    /// @param returnPath empty for the null one
    /// @param authentication our own findings
    public static MessageSummary read(
            Octets message, Optional<MailAddress> returnPath, List<AuthenticationResult> authentication) {
        var header = HeaderBlock.read(message);
        var outer = Parameters.read(header.first("Content-Type").orElse("text/plain"));
        var protection = Protection.of(outer);
        var outline = OutlineReader.read(message, protection);
        return new MessageSummary(
                people(header),
                RawText.oneLine(EncodedWords.decode(header.first("Subject").orElse("")), LONGEST_SUBJECT),
                header.first("Date").flatMap(DateReader::read),
                outline.preview(),
                outline.attachments(),
                new Ids(ids(header, "Message-ID"), ids(header, "In-Reply-To"), ids(header, "References")),
                message.size(),
                protection,
                List.copyOf(authentication),
                returnPath.map(MailAddress::toString).orElse(""));
    }

    private static People people(HeaderBlock header) {
        return new People(
                persons(header, "From"),
                persons(header, "To"),
                persons(header, "Cc"),
                persons(header, "Bcc"),
                persons(header, "Reply-To"));
    }

    private static List<Person> persons(HeaderBlock header, String name) {
        return AddressFieldReader.read(String.join(", ", header.all(name)));
    }

    private static List<String> ids(HeaderBlock header, String name) {
        return header.first(name).map(MessageIds::read).orElse(List.of());
    }
}
