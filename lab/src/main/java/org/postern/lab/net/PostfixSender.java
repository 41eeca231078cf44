package org.postern.lab.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.postern.lab.peers.Postfix;

/// A stock Postfix that sends.
public final class PostfixSender implements MailSender {
    /// `…: 4D2F1: from=<mark@domain>, size=…`
    private static final Pattern FROM = Pattern.compile(": (\\w+): from=<([^@>]*)@[^>]*>, size=");

    /// `…: 4D2F1: to=<…>, relay=…, delay=12.3, delays=…, dsn=2.0.0, status=sent (…)`
    private static final Pattern END =
            Pattern.compile(": (\\w+): to=<[^>]*>,.* delay=([0-9.]+),.* status=(sent|bounced|expired)");

    /// `…: 4D2F1: from=<…>, status=expired, returned to sender`
    private static final Pattern EXPIRED = Pattern.compile(": (\\w+): from=<[^>]*>, status=expired");

    private static final String CHAT = "The weather is fine here, and the children send you their love.\n";

    private final Namespace host;
    private final String domain;
    private final Postfix postfix;

    private PostfixSender(Namespace host, String domain, Postfix postfix) {
        this.host = host;
        this.domain = domain;
        this.postfix = postfix;
    }

    /// @param timers lines of postconf(5) for timers that are not the stock ones
    public static PostfixSender start(Namespace host, String domain, List<String> timers) {
        var settings = new ArrayList<>(List.of(
                "inet_interfaces = all",
                "smtp_bind_address =",
                "smtp_tls_security_level = may", // Debian's main.cf, not Postfix's own default
                "smtp_host_lookup = dns"));
        settings.addAll(timers);
        var setup = new Postfix.Setup("0.0.0.0:25", domain, Map.of(), settings);
        return new PostfixSender(host, domain, Postfix.start(host.folder().resolve("postfix"), setup, host::inside));
    }

    @Override
    public String name() {
        return domain;
    }

    @Override
    public void send(String mark, String to, int octets) {
        try {
            var message = Files.writeString(host.folder().resolve(mark + ".eml"), text(mark, domain, to, octets));
            postfix.send(mark + "@" + domain, to, message);
            Files.delete(message);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public Map<String, Fate> fates() {
        var marks = new HashMap<String, String>();
        var fates = new HashMap<String, Fate>();
        postfix.log().lines().forEach(line -> {
            var from = FROM.matcher(line);
            if (from.find()) {
                marks.put(from.group(1), from.group(2));
                fates.putIfAbsent(from.group(2), Fate.waiting());
            }
            var end = END.matcher(line);
            if (end.find()) {
                var mark = marks.getOrDefault(end.group(1), "");
                var kind = end.group(3).equals("sent") ? Fate.Kind.DELIVERED : Fate.Kind.BOUNCED;
                fates.put(mark, Fate.ended(kind, Double.parseDouble(end.group(2))));
            }
            var expired = EXPIRED.matcher(line);
            if (expired.find()) {
                var mark = marks.getOrDefault(expired.group(1), "");
                fates.put(mark, Fate.ended(Fate.Kind.BOUNCED, Double.NaN));
            }
        });
        fates.remove(""); // what the server writes itself, as bounces
        return fates;
    }

    /// Its log.
    public String log() {
        return postfix.log();
    }

    @Override
    public void close() {
        postfix.close();
    }

    /// A letter.
    ///
    /// @param octets that it has at least
    static String text(String mark, String domain, String to, int octets) {
        var letter = """
                From: <%s@%s>
                To: <%s>
                Subject: letter %s
                Message-ID: <%s@%s>

                Dear reader,

                this is letter %s.
                """.formatted(mark, domain, to, mark, mark, domain, mark);
        return letter + CHAT.repeat(Math.ceilDiv(Math.max(0, octets - letter.length()), CHAT.length()));
    }
}
