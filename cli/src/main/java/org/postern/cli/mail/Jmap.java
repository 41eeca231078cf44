package org.postern.cli.mail;

import java.util.List;
import java.util.Map;
import org.postern.wire.Octets;
import tools.jackson.databind.JsonNode;

/// JMAP calls of one account (RFC 8620), with the capability of docs/format/jmap-sealed.md.
public final class Jmap {
    static final String SEALED_TYPE = "application/vnd.postern.sealed";

    private static final List<String> USING = List.of(
            "urn:ietf:params:jmap:core",
            "urn:ietf:params:jmap:mail",
            "urn:ietf:params:jmap:submission",
            "https://postern.org/jmap/sealed");

    private final Site site;
    private final String accountId;

    public Jmap(OpenAccount account) {
        this.site = account.site();
        this.accountId = account.id();
    }

    /// One method call, with the account added to its arguments.
    ///
    /// @throws ClientStopped when the method answers with an error
    public JsonNode call(String method, Map<String, Object> arguments) {
        var whole = new java.util.HashMap<>(arguments);
        whole.put("accountId", accountId);
        var answered =
                site.post("/jmap/api", Map.of("using", USING, "methodCalls", List.of(List.of(method, whole, "0"))));
        var response = answered.path("methodResponses").path(0);
        if (response.path(0).asString("").equals("error")) {
            var error = response.path(1);
            throw new ClientStopped(method + ": " + error.path("type").asString("") + " "
                    + error.path("description").asString(""));
        }
        return response.path(1);
    }

    /// A create, update or destroy, which must have succeeded for every object.
    public JsonNode set(String method, Map<String, Object> arguments) {
        var result = call(method, arguments);
        for (var kind : List.of("notCreated", "notUpdated", "notDestroyed")) {
            for (var refused : result.path(kind)) {
                throw new ClientStopped(method + ": " + refused.path("type").asString("") + " "
                        + refused.path("description").asString(""));
            }
        }
        return result;
    }

    /// @return the blob id
    public String upload(String type, Octets octets) {
        return site.upload("/jmap/upload/" + accountId, type, octets)
                .path("blobId")
                .asString("");
    }

    /// The octets of a blob.
    public Octets download(String blobId, String type) {
        return site.download("/jmap/download/" + accountId + "/" + blobId + "/octets?type=" + type);
    }
}
