package org.postern.server.http;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.postern.server.reachctl.PublicStatus;
import tools.jackson.databind.json.JsonMapper;

/// `/status`: which networks block what, in plain words, for anybody; `/status.json`: the same for
/// programs. Works without scripts, styles or a session. What may stand there says [PublicStatus].
public final class StatusAnnex implements Annex {
    private static final int KEPT_SECONDS = 60;

    private final String self;
    private final Supplier<PublicStatus> status;

    /// @param self the name of this server
    public StatusAnnex(String self, Supplier<PublicStatus> status) {
        this.self = self;
        this.status = status;
    }

    @Override
    public Map<String, Handler> handlers(Server server) {
        return Map.of(
                "/status", new Written("text/html;charset=utf-8", () -> html(self, status.get())),
                "/status.json", new Written("application/json", () -> json(status.get())));
    }

    private static final class Written extends Handler.Abstract.NonBlocking {
        private final String type;
        private final Supplier<String> text;

        Written(String type, Supplier<String> text) {
            this.type = type;
            this.text = text;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            boolean isRead =
                    request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
            response.setStatus(isRead ? 200 : 405);
            response.getHeaders().put(HttpHeader.CACHE_CONTROL, "public, max-age=" + KEPT_SECONDS);
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
            Content.Sink.write(response, true, isRead ? text.get() : "", callback);
            return true;
        }
    }

    static String html(String self, PublicStatus status) {
        var page = new StringBuilder();
        page.append("<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
                .append("<title>Mail to ")
                .append(escaped(self))
                .append("</title></head>\n<body>\n<h1>Mail to ")
                .append(escaped(self))
                .append("</h1>\n");
        var now = status.blocks().stream()
                .filter(block -> block.ended().isEmpty())
                .toList();
        var past = status.blocks().stream()
                .filter(block -> block.ended().isPresent())
                .toList();
        if (now.isEmpty()) {
            page.append("<p>No network is known to block mail to this server.</p>\n");
        } else {
            page.append("<h2>Networks that block mail to this server now</h2>\n");
            now.forEach(block -> append(page, block));
        }
        if (!past.isEmpty()) {
            page.append("<h2>Blocks that are over</h2>\n");
            past.forEach(block -> append(page, block));
        }
        page.append("<p>Judged at ")
                .append(PublicStatus.time(status.asOf()))
                .append(
                        ", from what this server sees by itself and volunteers tell it. A network is named when two kinds of")
                .append(" evidence agree, or one leaves no doubt and another shows that the network itself is up.")
                .append(" The technique is the one that the signs fit. Counts are of whole networks, never of persons.")
                .append(" <a href=\"/status.json\">The same as JSON</a>.</p>\n</body>\n</html>\n");
        return page.toString();
    }

    private static void append(StringBuilder page, PublicStatus.Block block) {
        page.append("<h3>")
                .append(escaped(block.network()))
                .append("</h3>\n<p>Mail from this network does not reach some of our addresses")
                .append(" since about ")
                .append(PublicStatus.time(block.began()))
                .append(". Noticed ")
                .append(PublicStatus.time(block.noticed()))
                .append(". The signs fit: ")
                .append(escaped(block.technique()))
                .append(".</p>\n<ul>\n");
        block.signs().forEach(sign -> page.append("<li>").append(escaped(sign)).append("</li>\n"));
        page.append("</ul>\n<p>")
                .append(block.repaired()
                        .map(when ->
                                "Its mail servers are told of other addresses since " + PublicStatus.time(when) + ".")
                        .orElse("Nothing could be done about it yet: mail waits in its senders' queues."))
                .append(block.ended()
                        .map(when -> " Over since " + PublicStatus.time(when) + ".")
                        .orElse(""))
                .append("</p>\n");
    }

    /// A network's name is what a file of the operator's says.
    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    static String json(PublicStatus status) {
        var json = new LinkedHashMap<String, Object>();
        json.put("judged", status.asOf().toString());
        json.put("blocks", status.blocks().stream().map(StatusAnnex::json).toList());
        return JsonMapper.shared().writeValueAsString(json);
    }

    private static Map<String, Object> json(PublicStatus.Block block) {
        var json = new LinkedHashMap<String, Object>();
        json.put("network", block.network());
        json.put("technique", block.technique());
        json.put("began", block.began().toString());
        json.put("noticed", block.noticed().toString());
        json.put("repaired", block.repaired().map(Instant::toString).orElse(""));
        json.put("ended", block.ended().map(Instant::toString).orElse(""));
        json.put("signs", List.copyOf(block.signs()));
        return json;
    }
}
