package org.postern.cli.mail;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import org.postern.unseal.PgpMime;
import org.postern.wire.Octets;
import org.postern.wire.mime.Person;
import org.postern.wire.mime.SummaryReader;

/// A message for a terminal: who, when, about what, and the text.
final class Display {
    private final PrintWriter out;
    private final PgpMime pgpMime;

    Display(PrintWriter out, PgpMime pgpMime) {
        this.out = out;
        this.pgpMime = pgpMime;
    }

    void show(Octets message) {
        switch (pgpMime.open(message, List.of())) {
            case PgpMime.Opened.Read open -> {
                out.println("Protection: end to end");
                print(open.entity());
            }
            case PgpMime.Opened.Closed closed -> {
                out.println("Protection: encrypted, and it does not open with your keys");
                print(message);
            }
            case PgpMime.Opened.NotProtected none -> print(message);
        }
        out.flush();
    }

    private void print(Octets message) {
        var summary = SummaryReader.read(message, Optional.empty(), List.of());
        field("From", summary.people().from());
        field("To", summary.people().to());
        field("Cc", summary.people().cc());
        summary.date().ifPresent(date -> out.println("Date: " + date));
        out.println("Subject: " + summary.subject());
        summary.attachments().forEach(file -> out.println("Attached: " + file.name() + " (" + file.type() + ")"));
        out.println();
        out.println(TextBody.of(message));
    }

    private void field(String name, List<Person> people) {
        if (!people.isEmpty()) {
            out.println(name + ": "
                    + String.join(
                            ", ",
                            people.stream()
                                    .map(person -> (person.name() + " <" + person.email() + ">").strip())
                                    .toList()));
        }
    }
}
