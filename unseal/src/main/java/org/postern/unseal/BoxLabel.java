package org.postern.unseal;

import java.nio.charset.StandardCharsets;

/// What a box is for; a box opens only under the label that it was sealed with
/// (docs/format/account.md, Box).
public enum BoxLabel {
    ACCOUNT_KEY_BY_PASSWORD("postern account key by password v1"),
    ACCOUNT_KEY_BY_PHRASE("postern account key by phrase v1"),
    SECRET_KEYS("postern secret keys v1"),
    MAILBOX_NAME("postern mailbox name v1"),
    SETTINGS("postern settings v1");

    private final String label;

    BoxLabel(String label) {
        this.label = label;
    }

    byte[] octets() {
        return label.getBytes(StandardCharsets.US_ASCII);
    }
}
