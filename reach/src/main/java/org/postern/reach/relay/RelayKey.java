package org.postern.reach.relay;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.List;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.loader.openssh.OpenSSHKeyPairResourceParser;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;

/// The key that the core shows to its relays: Ed25519. It can do nothing there but what the line in
/// `authorized_keys` permits.
public final class RelayKey {
    private static final String COMMENT = "postern";

    private final KeyPair pair;

    private RelayKey(KeyPair pair) {
        this.pair = pair;
    }

    public static RelayKey generate() {
        try {
            return new RelayKey(KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, 256));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("there is no Ed25519 here", missing);
        }
    }

    /// @param file as [#toFile] made it: OpenSSH's own format
    /// @throws IllegalArgumentException when it is not that
    public static RelayKey ofFile(byte[] file) {
        try {
            var pairs = OpenSSHKeyPairResourceParser.INSTANCE.loadKeyPairs(
                    null, NamedResource.ofName("relay key"), null, new ByteArrayInputStream(file));
            return new RelayKey(List.copyOf(pairs).getFirst());
        } catch (IOException | GeneralSecurityException | RuntimeException broken) {
            throw new IllegalArgumentException("the relay key cannot be read", broken);
        }
    }

    /// For a file that only its owner reads; not encrypted, because the server starts without a person.
    public byte[] toFile() {
        var file = new ByteArrayOutputStream();
        try {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(pair, COMMENT, null, file);
        } catch (IOException | GeneralSecurityException impossible) {
            throw new IllegalStateException("the relay key cannot be written", impossible);
        }
        return file.toByteArray();
    }

    /// `ssh-ed25519 AAAA…`
    public String publicLine() {
        return PublicKeyEntry.toString(pair.getPublic()) + " " + COMMENT;
    }

    KeyPair pair() {
        return pair;
    }
}
