package org.postern.cli.mail;

import static org.postern.cli.mail.Wire.octets;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.postern.seal.Certificate;
import org.postern.seal.CertificateRead;
import org.postern.seal.KeyList;
import org.postern.wire.address.MailAddress;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The certificates of other users of the site, verified by their key list and held to what was seen at
/// first (THREAT T-08). What was seen is kept in the sealed settings, which the page shares.
final class Correspondents {
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
        var canonical = address.canonical();
        if (!isLocal(canonical)) {
            return Optional.empty();
        }
        var served = served(canonical);
        if (served.isEmpty() && ROLES.contains(canonical.local())) {
            return Optional.empty();
        }
        var keys = served.orElseThrow(() -> new ClientStopped("there is no " + canonical + " here; nothing was sent"));
        var certificate = verified(canonical, keys)
                .orElseThrow(() -> new ClientStopped(
                        "the keys that the server gives for " + canonical + " do not belong to it; nothing was sent"));
        pin(canonical, certificate);
        return Optional.of(certificate);
    }

    /// The certificate that may verify what this sender signed; empty when the address is elsewhere, or
    /// anything speaks against the key.
    Optional<Certificate> signer(String email) {
        return MailAddress.parse(email)
                .map(MailAddress::canonical)
                .filter(this::isLocal)
                .flatMap(address -> served(address).flatMap(keys -> verified(address, keys)))
                .filter(certificate -> {
                    var pinned = pinned(settings(), certificate.address());
                    return pinned.isEmpty() || pinned.equals(certificate.fingerprintText());
                });
    }

    private boolean isLocal(MailAddress address) {
        return domains.contains(address.domain().name());
    }

    private Optional<JsonNode> served(MailAddress address) {
        return account.site()
                .find("/api/keys?address=" + URLEncoder.encode(address.toString(), StandardCharsets.UTF_8));
    }

    private static Optional<Certificate> verified(MailAddress address, JsonNode served) {
        var certificates = served.path("certificates");
        var list = served.path("keyList");
        if (Certificate.forStorage(octets(certificates, "v6")) instanceof CertificateRead.Accepted(var v6)
                && Certificate.forWorld(octets(certificates, "v4")) instanceof CertificateRead.Accepted(var v4)
                && v6.address().equals(address)
                && KeyList.verify(octets(list, "data"), octets(list, "signature"), v6, v4)
                        .isPresent()) {
            return Optional.of(v6);
        }
        return Optional.empty();
    }

    private void pin(MailAddress address, Certificate certificate) {
        var settings = settings();
        var pinned = pinned(settings, address);
        if (pinned.equals(certificate.fingerprintText())) {
            return;
        }
        if (!pinned.isEmpty()) {
            throw new ClientStopped("the key of " + address + " has changed since it was first seen; nothing was sent. "
                    + "Ask the person, and accept the new key in the page.");
        }
        settings.withObject("pins").put(address.toString(), certificate.fingerprintText());
        new SealedSettings(account).keep(settings);
    }

    /// Empty when this address was never written to.
    private static String pinned(ObjectNode settings, MailAddress address) {
        return settings.path("pins").path(address.toString()).asString("");
    }

    private ObjectNode settings() {
        return new SealedSettings(account).read();
    }
}
