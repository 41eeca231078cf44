package org.postern.bench.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.postern.lab.peers.Child;

/// Dovecot as a private instance that takes mail by LMTP into Maildir, with its standard settings: a message
/// is synced to the disk before it is acknowledged (`mail_fsync = optimized`).
final class Dovecot implements AutoCloseable {
    private static final String OWNER = "mail";

    private final Path mail;
    private final Path socket;
    private final Child child;

    Dovecot(Path folder) {
        mail = folder.resolve("mail");
        socket = folder.resolve("run/lmtp");
        var configuration = folder.resolve("dovecot.conf");
        try {
            Files.createDirectories(mail);
            Files.writeString(configuration, configuration(folder));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        Child.run(folder, Duration.ofSeconds(5), "chown", OWNER + ":" + OWNER, mail.toString());
        child = Child.start(folder, "dovecot", List.of("dovecot", "-F", "-c", configuration.toString()), Map.of())
                .until(() -> Files.exists(socket), Duration.ofSeconds(10));
    }

    /// Where it takes mail by LMTP.
    Path socket() {
        return socket;
    }

    /// Messages in the Maildir of one user.
    long kept(String user) {
        return count(mail.resolve(user).resolve("new"))
                + count(mail.resolve(user).resolve("cur"));
    }

    @Override
    public void close() {
        child.close();
    }

    private static long count(Path folder) {
        try (var files = Files.newDirectoryStream(folder)) {
            long count = 0;
            for (var _ : files) {
                count++;
            }
            return count;
        } catch (NoSuchFileException nothingYet) {
            return 0;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static String configuration(Path folder) {
        return """
                protocols = lmtp
                base_dir = %1$s/run
                state_dir = %1$s/state
                log_path = %1$s/dovecot.log
                ssl = no
                first_valid_uid = 1
                mail_location = maildir:~
                service lmtp {
                  unix_listener lmtp {
                    mode = 0666
                  }
                }
                passdb {
                  driver = static
                  args = nopassword=y
                }
                userdb {
                  driver = static
                  args = uid=%2$s gid=%2$s home=%1$s/mail/%%n allow_all_users=yes
                }
                """.formatted(folder, OWNER);
    }
}
