package org.postern.cli.mail;

import java.util.Base64;
import java.util.Map;
import org.postern.seal.RandomSource;
import org.postern.unseal.Box;
import org.postern.unseal.BoxLabel;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The account's own settings, which the server keeps and cannot read; the page shares them.
record SealedSettings(OpenAccount account) {
    private static final JsonMapper JSON = JsonMapper.shared();

    ObjectNode read() {
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

    void keep(ObjectNode settings) {
        byte[] box = Box.seal(
                account.accountKey().unredacted(),
                BoxLabel.SETTINGS,
                JSON.writeValueAsBytes(settings),
                RandomSource.system());
        account.site().put("/api/account/settings", Map.of("settings", Wire.base64(box)));
    }
}
