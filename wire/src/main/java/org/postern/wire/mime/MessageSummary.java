package org.postern.wire.mime;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.postern.wire.Octets;

/// What a list shows of a message: the summary of docs/format/stored-message.md, before it is sealed.
///
/// @param sizeBytes of the original message
/// @param envelopeFrom the return path; empty for the null one or when nobody knows
public record MessageSummary(
        People people,
        String subject,
        Optional<Instant> date,
        String preview,
        List<Attachment> attachments,
        Ids ids,
        long sizeBytes,
        Protection protection,
        List<AuthenticationResult> authentication,
        String envelopeFrom) {
    private static final int LARGEST = 24 * 1024;
    private static final int FEW = 100;

    /// Who is named in the header.
    public record People(List<Person> from, List<Person> to, List<Person> cc, List<Person> bcc, List<Person> replyTo) {
        People cut(int most) {
            return new People(
                    first(from, most), first(to, most), first(cc, most), first(bcc, most), first(replyTo, most));
        }
    }

    /// Ids without brackets (RFC 5322 §3.6.4).
    public record Ids(List<String> messageId, List<String> inReplyTo, List<String> references) {
        Ids cut(int most) {
            return new Ids(first(messageId, most), first(inReplyTo, most), first(references, most));
        }
    }

    /// What messages of one thread share: the first id of References, else of In-Reply-To, else the
    /// message's own.
    public Optional<String> threadRoot() {
        return ids.references().stream()
                .findFirst()
                .or(() -> ids.inReplyTo().stream().findFirst())
                .or(() -> ids.messageId().stream().findFirst());
    }

    /// UTF-8 JSON of at most 24 KiB. What does not fit is cut in the order of the format: preview,
    /// references, people beyond a hundred; then whatever else is long.
    public Octets toJson() {
        List<UnaryOperator<MessageSummary>> cuts = List.of(
                all -> all.with(all.people, "", all.attachments, all.ids),
                all -> all.with(
                        all.people,
                        all.preview,
                        all.attachments,
                        new Ids(all.ids.messageId, all.ids.inReplyTo, first(all.ids.references, 1))),
                all -> all.with(all.people.cut(FEW), all.preview, first(all.attachments, FEW), all.ids),
                all -> all.with(all.people.cut(4), all.preview, first(all.attachments, 10), all.ids.cut(1)));
        var fitting = this;
        byte[] json = fitting.json();
        for (var cut : cuts) {
            if (json.length <= LARGEST) {
                break;
            }
            fitting = cut.apply(fitting);
            json = fitting.json();
        }
        return Octets.of(json);
    }

    private MessageSummary with(People who, String words, List<Attachment> parts, Ids which) {
        return new MessageSummary(
                who, subject, date, words, parts, which, sizeBytes, protection, authentication, envelopeFrom);
    }

    private byte[] json() {
        var text = JsonText.object(json -> json.number("v", 1)
                .objects("from", written(people.from()))
                .objects("to", written(people.to()))
                .objects("cc", written(people.cc()))
                .objects("bcc", written(people.bcc()))
                .objects("replyTo", written(people.replyTo()))
                .string("subject", subject)
                .string(
                        "date",
                        date.map(at -> at.truncatedTo(ChronoUnit.SECONDS).toString())
                                .orElse(""))
                .string("preview", preview)
                .objects(
                        "attachments",
                        attachments.stream().map(MessageSummary::written).toList())
                .strings("messageId", ids.messageId())
                .strings("inReplyTo", ids.inReplyTo())
                .strings("references", ids.references())
                .number("size", sizeBytes)
                .string("protection", protection.word())
                .objects(
                        "auth",
                        authentication.stream().map(MessageSummary::written).toList())
                .string("envelopeFrom", envelopeFrom));
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> written(List<Person> all) {
        return all.stream()
                .map(person -> JsonText.object(
                        json -> json.string("name", person.name()).string("email", person.email())))
                .toList();
    }

    private static String written(Attachment part) {
        return JsonText.object(json ->
                json.string("name", part.name()).string("type", part.type()).number("size", part.sizeBytes()));
    }

    private static String written(AuthenticationResult verdict) {
        return JsonText.object(json -> json.string("method", verdict.method())
                .string("result", verdict.result())
                .string("domain", verdict.domain()));
    }

    private static <T> List<T> first(List<T> all, int most) {
        return all.size() <= most ? all : all.subList(0, most);
    }
}
