package org.postern.server.jmap;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.postern.server.jmap.blob.Uploads;
import org.postern.server.jmap.core.Json;
import org.postern.server.jmap.core.Limits;
import org.postern.server.jmap.core.Problem;
import org.postern.server.jmap.core.RequestRefused;
import org.postern.server.time.Clock;

/// RFC 8620 §6.1
record UploadResource(Uploads uploads, Admission admission, Limits limits, Duration time, Clock clock)
        implements Resource {
    @Override
    @SuppressWarnings("try") // the place is held, not used
    public void answer(Visit visit) throws IOException {
        if (!visit.request().getMethod().equals("POST")) {
            throw new RequestRefused(Problem.plain(405, "Only POST is answered here."));
        }
        if (!visit.rest().replaceFirst("/$", "").equals(visit.account().id().toString())) {
            throw new RequestRefused(Problem.plain(404, "There is no such account."));
        }
        if (visit.request().getLength() > limits.maxSizeUpload()) {
            throw tooLarge();
        }
        var place = admission.enter(visit.account().id());
        if (place.isEmpty()) {
            Answers.busy(visit.response(), visit.callback(), Optional.of("maxConcurrentUpload"));
            return;
        }
        var sent = visit.request().getHeaders().get(HttpHeader.CONTENT_TYPE);
        var type = sent == null || !MediaTypes.wellFormed(sent) ? MediaTypes.OCTETS : sent;
        Uploads.Taken taken;
        try (var held = place.get()) { // given back before the client can have the answer, as in ApiResource
            var in = new Punctual(Request.asInputStream(visit.request()), time, clock);
            taken = uploads.take(visit.account().id(), type, in, limits.maxSizeUpload());
        } catch (Punctual.Late late) {
            throw new RequestRefused(Problem.plain(408, "The upload took too long to arrive."));
        }
        answer(visit, type, taken);
    }

    private static void answer(Visit visit, String type, Uploads.Taken taken) {
        switch (taken) {
            case Uploads.Taken.TooLarge large -> throw tooLarge();
            case Uploads.Taken.NoRoom none -> Answers.busy(visit.response(), visit.callback(), Optional.empty());
            case Uploads.Taken.Kept kept -> {
                var body = Json.object()
                        .put("accountId", visit.account().id().toString())
                        .put("blobId", kept.upload().id().toString())
                        .put("type", type)
                        .put("size", kept.upload().octets().size());
                Answers.json(visit.response(), visit.callback(), 201, body);
            }
        }
    }

    private static RequestRefused tooLarge() {
        var limit = Problem.limit("maxSizeUpload");
        return new RequestRefused(new Problem(limit.type(), 413, limit.detail(), limit.limit()));
    }
}
