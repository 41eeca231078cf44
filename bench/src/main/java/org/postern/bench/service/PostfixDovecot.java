package org.postern.bench.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postern.bench.service.SealingFilter.Means;
import org.postern.lab.peers.Ports;
import org.postern.lab.peers.Postfix;

/// Postfix that hands over to Dovecot by LMTP, with the standard settings of both; where asked for, with a
/// filter between them that seals each message.
public final class PostfixDovecot implements MailServer {
    private static final String DOMAIN = "bench.test";

    private final String name;
    private final ControlGroup group;
    private final Dovecot dovecot;
    private final Optional<SealingFilter> filter;
    private final Postfix postfix;
    private final int port = Ports.free();

    private PostfixDovecot(Bench bench, String name, String word, Optional<Means> means) {
        this.name = name;
        var folder = reachable(bench.scratch().resolve(word));
        group = ControlGroup.make(word);
        dovecot = group.around(() -> new Dovecot(folder));
        filter = means.map(seals -> group.around(() -> new SealingFilter(bench, folder, seals, dovecot.socket())));
        var next = filter.map(SealingFilter::socket).orElse(dovecot.socket());
        var settings = List.of(
                "virtual_transport = lmtp:unix:" + next,
                "smtpd_tls_security_level = may",
                "smtpd_tls_cert_file = " + bench.certificate(),
                "smtpd_tls_key_file = " + bench.key());
        postfix = group.around(() -> Postfix.start(
                folder.resolve("postfix"), new Postfix.Setup("127.0.0.1:" + port, DOMAIN, Map.of(), settings)));
    }

    public static PostfixDovecot plain(Bench bench) {
        return new PostfixDovecot(bench, "Postfix, Dovecot", "dovecot", Optional.empty());
    }

    public static PostfixDovecot sealedByOpenPgpJs(Bench bench) {
        return new PostfixDovecot(bench, "with OpenPGP.js", "openpgpjs", Optional.of(Means.OPENPGP_JS));
    }

    public static PostfixDovecot sealedByGpg(Bench bench) {
        return new PostfixDovecot(bench, "with gpg", "gpg", Optional.of(Means.GPG));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public List<String> mailboxes() {
        return Bench.mailboxes(DOMAIN);
    }

    @Override
    public long kept() {
        return mailboxes().stream()
                .mapToLong(address -> dovecot.kept(address.substring(0, address.indexOf('@'))))
                .sum();
    }

    @Override
    public Duration cpu() {
        return group.cpu();
    }

    @Override
    public void close() {
        postfix.close();
        filter.ifPresent(SealingFilter::close);
        dovecot.close();
        group.close();
    }

    /// Both run parts of themselves as other users, who must be able to walk here.
    private static Path reachable(Path folder) {
        try {
            Files.createDirectories(folder);
            for (var each : List.of(folder.getParent(), folder)) {
                Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
            return folder;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
