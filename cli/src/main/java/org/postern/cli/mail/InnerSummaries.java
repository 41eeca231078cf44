package org.postern.cli.mail;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.seal.SealedMessage;
import org.postern.seal.Sealer;
import org.postern.unseal.Opener;
import org.postern.unseal.PgpMime;
import org.postern.wire.Octets;
import org.postern.wire.mime.Protection;
import org.postern.wire.mime.SummaryReader;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What arrived as PGP/MIME shows only its outside until a client has opened it. This opens it once and
/// keeps the summary made from the inside (docs/format/stored-message.md, Summary).
final class InnerSummaries {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Jmap jmap;
    private final Opener opener;
    private final PgpMime pgpMime;
    private final Sealer sealer = Sealer.standard();

    InnerSummaries(OpenAccount account, Jmap jmap) {
        this.jmap = jmap;
        this.opener = account.opener();
        this.pgpMime = new PgpMime(account.keys(), sealer);
    }

    /// @param stored an opened summary
    static boolean isMissing(JsonNode stored) {
        return stored.path("protection").asString("").equals(Protection.PGP_ENCRYPTED.word())
                && !stored.path("opened").asBoolean(false);
    }

    /// The summary from the inside, which the server has from now on; empty when the message does not open.
    Optional<JsonNode> keep(String id, SealedMessage sealed, JsonNode stored) {
        var inner = opener.open(sealed.key(), sealed.body()).flatMap(message -> inside(message, stored));
        inner.ifPresent(summary -> opener.replaceSummary(
                        sealed.key(), sealed.summary(), Octets.of(JSON.writeValueAsBytes(summary)), sealer)
                .ifPresent(packet -> write(id, packet)));
        return inner;
    }

    /// Who may have signed does not matter for a list, which claims nothing about it.
    private Optional<JsonNode> inside(Octets message, JsonNode stored) {
        return switch (pgpMime.open(message, List.of())) {
            case PgpMime.Opened.Read read -> {
                var shown = SummaryReader.read(PgpMime.shown(message, read), Optional.empty(), List.of());
                var summary = (ObjectNode) JSON.readTree(shown.toJson().toByteArray());
                for (var arrived : List.of("protection", "auth", "envelopeFrom")) {
                    summary.set(arrived, stored.path(arrived));
                }
                yield Optional.of(summary.put("size", message.size()).put("opened", true));
            }
            case PgpMime.Opened.Closed closed -> Optional.empty();
            case PgpMime.Opened.NotProtected none -> Optional.empty();
        };
    }

    private void write(String id, Octets packet) {
        var update = Map.of(id, Map.of("sealedSummary", Wire.base64(packet.toByteArray())));
        try {
            jmap.set("Email/set", Map.of("update", update));
        } catch (ClientStopped refused) {
            return; // the list is as good without it, and the next one tries again
        }
    }
}
