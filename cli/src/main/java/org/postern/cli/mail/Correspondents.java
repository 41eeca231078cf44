package org.postern.cli.mail;

import static org.postern.cli.mail.Wire.octets;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postern.seal.Certificate;
import org.postern.seal.CertificateRead;
import org.postern.seal.KeyList;
import org.postern.seal.RandomSource;
import org.postern.unseal.Box;
import org.postern.unseal.BoxLabel;
import org.postern.wire.address.MailAddress;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The certificates of other users of the site, verified by their key list and held to what was seen at
/// first (THREAT T-08). What was seen is kept in the sealed settings, which the page shares.
final class Correspondents {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Set<String> ROLES = Set.of("postmaster", "abuse");

    private final OpenAccount account;
    private final Set<String> domains = new HashSet<>();

    Correspondents(OpenAccount account) {
        this.account = account;
        account.site().fetch("/api/site").path("domains").forEach(domain -> domains.add(domain.asString("")));
    }

    /// The certificate that mail to this address is encrypted to; empty when the address is elsewhere and
    /// gets readable mail.
    ///
    /// @throws ClientStopped when a local address is unknown, or its key is not the one seen before
    Optional<Certificate> certificate(MailAddress address) {
        if (!domains.contains(address.domain().name())) {
            return Optional.empty();
        }
        var canonical = address.canonical();
        if (ROLES.contains(canonical.local())) {
            return Optional.empty();
        }
        var served = account.site()
                .fetch("/api/keys?address=" + URLEncoder.encode(canonical.toString(), StandardCharsets.UTF_8));
        var certificate = verified(canonical, served);
        pin(canonical, certificate);
        return Optional.of(certificate);
    }

    private static Certificate verified(MailAddress address, JsonNode served) {
        var certificates = served.path("certificates");
        var list = served.path("keyList");
        if (Certificate.forStorage(octets(certificates, "v6")) instanceof CertificateRead.Accepted(var v6)
                && Certificate.forWorld(octets(certificates, "v4")) instanceof CertificateRead.Accepted(var v4)
                && v6.address().equals(address)
                && KeyList.verify(octets(list, "data"), octets(list, "signature"), v6, v4)
                        .isPresent()) {
            return v6;
        }
        throw new ClientStopped(
                "the keys that the server gives for " + address + " do not belong to it; nothing was sent");
    }

    private void pin(MailAddress address, Certificate certificate) {
        var settings = settings();
        var pins = settings.withObject("pins");
        var pinned = pins.path(address.toString()).asString("");
        if (pinned.equals(certificate.fingerprintText())) {
            return;
        }
        if (!pinned.isEmpty()) {
            throw new ClientStopped("the key of " + address + " has changed since it was first seen; nothing was sent. "
                    + "Ask the person, and accept the new key in the page.");
        }
        pins.put(address.toString(), certificate.fingerprintText());
        keep(settings);
    }

    private ObjectNode settings() {
        var box = account.site().fetch("/api/account").path("settings").asString("");
        if (box.isEmpty()) {
            return JSON.createObjectNode().put("v", 1).put("displayName", "");
        }
        return Box.open(
                        account.accountKey().unredacted(),
                        BoxLabel.SETTINGS,
                        Base64.getDecoder().decode(box))
                .map(open -> (ObjectNode) JSON.readTree(open))
                .orElseThrow(() -> new ClientStopped("the settings that the server keeps do not open"));
    }

    private void keep(ObjectNode settings) {
        byte[] box = Box.seal(
                account.accountKey().unredacted(),
                BoxLabel.SETTINGS,
                JSON.writeValueAsBytes(settings),
                RandomSource.system());
        account.site().put("/api/account/settings", Map.of("settings", Wire.base64(box)));
    }
}
