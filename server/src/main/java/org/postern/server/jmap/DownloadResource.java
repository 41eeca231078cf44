package org.postern.server.jmap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.URIUtil;
import org.postern.server.jmap.blob.StoredBlobs;
import org.postern.server.jmap.core.Problem;
import org.postern.server.jmap.core.RequestRefused;

/// RFC 8620 §6.2. THREAT T-09: what is downloaded may be hostile HTML under our own origin, so a browser
/// is told to save it, not to guess its type, and to run nothing of it.
record DownloadResource(StoredBlobs blobs, Admission admission, DownloadMemory memory) implements Resource {
    private static final String LASTING = "private, immutable, max-age=31536000";
    private static final String CHANGING = "private, no-cache";

    @Override
    @SuppressWarnings("try") // the place is held, not used
    public void answer(Visit visit) throws IOException {
        if (!visit.request().getMethod().equals("GET")) {
            throw new RequestRefused(Problem.plain(405, "Only GET is answered here."));
        }
        var place = admission.enter(visit.account().id());
        if (place.isEmpty()) {
            Answers.busy(visit.response(), visit.callback(), Optional.empty());
            return;
        }
        try (var held = place.get()) {
            send(visit);
        }
    }

    @SuppressWarnings("try") // the memory is held, not used
    private void send(Visit visit) throws IOException {
        var parts = visit.rest().split("/", 3);
        if (parts.length < 3 || !parts[0].equals(visit.account().id().toString())) {
            throw nothing();
        }
        var blob = blobs.open(visit.account(), parts[1]).orElseThrow(DownloadResource::nothing);
        var room = memory.take(blob.heldBytes());
        if (room.isEmpty()) {
            Answers.busy(visit.response(), visit.callback(), Optional.empty());
            return;
        }
        try (var held = room.get()) {
            write(visit, blob, URIUtil.decodePath(parts[2]));
        }
    }

    private static void write(Visit visit, StoredBlobs.Blob blob, String name) throws IOException {
        var content = blob.source().load();
        var headers = visit.response().getHeaders();
        headers.put(HttpHeader.CONTENT_TYPE, type(visit.request(), blob));
        headers.put(HttpHeader.CONTENT_LENGTH, blob.sizeBytes());
        headers.put("Content-Disposition", disposition(name));
        headers.put(HttpHeader.CACHE_CONTROL, blob.lasting() ? LASTING : CHANGING);
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Content-Security-Policy", "sandbox; default-src 'none'");
        try (var out = Content.Sink.asOutputStream(visit.response())) {
            content.writeTo(out);
        }
        visit.callback().succeeded();
    }

    private static String type(Request request, StoredBlobs.Blob blob) {
        var asked = Request.extractQueryParameters(request).getValue("type");
        return asked != null && MediaTypes.wellFormed(asked) ? asked : blob.type();
    }

    /// RFC 6266, RFC 8187
    private static String disposition(String name) {
        var plain = new StringBuilder();
        var encoded = new StringBuilder();
        for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            boolean safe = (Character.isLetterOrDigit(c) && c < 0x80) || "._-".indexOf(c) >= 0;
            plain.append(safe ? c : '_');
            encoded.append(safe ? Character.toString(c) : "%%%02X".formatted((int) c));
        }
        return "attachment; filename=\"" + plain + "\"; filename*=utf-8''" + encoded;
    }

    private static RequestRefused nothing() {
        return new RequestRefused(Problem.plain(404, "There is no such blob."));
    }
}
