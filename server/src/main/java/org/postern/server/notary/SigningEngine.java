package org.postern.server.notary;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Optional;
import org.conscrypt.Conscrypt;
import org.postern.wire.Octets;
import org.postern.wire.dkim.Algorithm;

/// Makes signatures: by BoringSSL, through Conscrypt, where it loads, since RSA and Ed25519 of the Java
/// runtime take most of the CPU of a message that leaves. Both make the same octets.
final class SigningEngine {
    private final Optional<Provider> provider;

    private SigningEngine(Optional<Provider> provider) {
        this.provider = provider;
    }

    static SigningEngine fastest() {
        try {
            return Conscrypt.isAvailable() ? new SigningEngine(Optional.of(Conscrypt.newProvider())) : ofTheRuntime();
        } catch (LinkageError notHere) {
            return ofTheRuntime();
        }
    }

    static SigningEngine ofTheRuntime() {
        return new SigningEngine(Optional.empty());
    }

    /// The key in this engine's form, to sign with by this engine alone.
    ///
    /// @param secret as PKCS #8 has it
    PrivateKey key(Algorithm algorithm, Octets secret) throws GeneralSecurityException {
        return key(DkimKeys.keyName(algorithm), secret);
    }

    /// @param name of the kind of key, as the runtime calls it
    PrivateKey key(String name, Octets secret) throws GeneralSecurityException {
        var factory =
                provider.isPresent() ? KeyFactory.getInstance(name, provider.get()) : KeyFactory.getInstance(name);
        return factory.generatePrivate(new PKCS8EncodedKeySpec(secret.toByteArray()));
    }

    byte[] sign(DkimKey key, byte[] octets) {
        return sign(key.secret(), key.algorithm() == Algorithm.RSA ? "SHA256withRSA" : "Ed25519", octets);
    }

    /// @param name of the kind of signature, as the runtime calls it
    byte[] sign(PrivateKey secret, String name, byte[] octets) {
        try {
            var signer =
                    provider.isPresent() ? Signature.getInstance(name, provider.get()) : Signature.getInstance(name);
            signer.initSign(secret);
            signer.update(octets);
            return signer.sign();
        } catch (GeneralSecurityException ourKeysFit) {
            throw new IllegalStateException(ourKeysFit);
        }
    }
}
