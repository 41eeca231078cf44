package org.postern.server.main;

import java.util.List;
import org.postern.server.accounts.AccountSettings;
import org.postern.server.blobs.BlobSettings;
import org.postern.server.dns.DnsSettings;
import org.postern.server.endpoints.EndpointSettings;
import org.postern.server.http.HttpSettings;
import org.postern.server.intake.IntakeSettings;
import org.postern.server.jmap.JmapSettings;
import org.postern.server.net.NameSettings;
import org.postern.server.net.ProxySettings;
import org.postern.server.probes.ProbeSettings;
import org.postern.server.queue.QueueSettings;
import org.postern.server.reachctl.ReachSettings;
import org.postern.server.reachctl.update.UpdateSettings;
import org.postern.server.relays.RelaySettings;
import org.postern.server.settings.Setting;
import org.postern.server.smtpin.SmtpSettings;
import org.postern.server.smtpout.DeliverySettings;
import org.postern.server.smtpout.Timeouts;

/// The whole configuration: one component a table of the file, each declared by the room that it is for.
public record Settings(
        @Setting(
                value = "The name of this server, as it greets other servers and as MX records call it.",
                standard = "mail.postern.localhost")
        String hostName,

        @Setting("Domains that are made when the data folder is new; later ones by `postern domain add`.")
        List<String> firstDomains,

        TlsSettings tls,
        SmtpSettings smtp,
        IntakeSettings intake,
        HttpSettings http,
        JmapSettings jmap,
        AccountSettings accounts,
        ReachSettings reach,
        BlobSettings store,
        QueueSettings queue,
        DeliverySettings delivery,
        Timeouts deliveryTimes,
        NameSettings names,
        EndpointSettings endpoints,
        ProbeSettings probes,
        RelaySettings relays,
        DnsSettings dns,
        ProxySettings proxy,
        UpdateSettings dnsUpdate) {}
