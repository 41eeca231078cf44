package org.postern.cli.mail;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import org.postern.wire.mime.Person;
import org.postern.wire.mime.SummaryReader;

/// A message for a terminal: who, when, about what, how it was protected, and the text.
final class Display {
    private final PrintWriter out;

    Display(PrintWriter out) {
        this.out = out;
    }

    void show(Letter letter) {
        var summary = SummaryReader.read(letter.message(), Optional.empty(), List.of());
        out.println("Protection: " + words(letter.trust()));
        field("From", summary.people().from());
        field("To", summary.people().to());
        field("Cc", summary.people().cc());
        field("Bcc", summary.people().bcc());
        summary.date().ifPresent(date -> out.println("Date: " + date));
        line("Subject: " + summary.subject());
        summary.attachments().forEach(file -> line("Attached: " + file.name() + " (" + file.type() + ")"));
        out.println();
        out.println(TextBody.of(letter.message()));
        out.flush();
    }

    private static String words(Letter.Trust trust) {
        return switch (trust) {
            case Letter.Trust.Transport none -> "ordinary mail, readable to the mail servers on its way";
            case Letter.Trust.Closed closed -> "encrypted, and it does not open with your keys";
            case Letter.Trust.EndToEnd(var signature) -> "end-to-end encrypted, " + words(signature);
            case Letter.Trust.Signed(var signature) -> "readable on its way, " + words(signature);
        };
    }

    private static String words(Letter.Signature signature) {
        return switch (signature) {
            case Letter.Signature.Verified(var signer) -> "signed by " + signer + ", verified";
            case Letter.Signature.Unverified unknown -> "sender not proved: the signature fits no key that we know";
            case Letter.Signature.None nobody -> "sender not proved: nobody signed it";
        };
    }

    private void field(String name, List<Person> people) {
        if (!people.isEmpty()) {
            line(name + ": "
                    + String.join(
                            ", ",
                            people.stream()
                                    .map(person -> (person.name() + " <" + person.email() + ">").strip())
                                    .toList()));
        }
    }

    private void line(String text) {
        out.println(TextBody.printable(text));
    }
}
