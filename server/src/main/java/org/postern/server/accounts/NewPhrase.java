package org.postern.server.accounts;

import org.postern.wire.Octets;

/// What a client made of a recovery phrase: the account key under it, and the public half of the key that
/// signs with it.
public record NewPhrase(Octets wrappedByPhrase, Octets publicKey) {
    boolean acceptable() {
        return NewLogin.isWrappedKey(wrappedByPhrase) && PhraseProof.usable(publicKey.toByteArray());
    }
}
