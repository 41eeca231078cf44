package org.postern.server.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.postern.wire.Sha256;

/// The files of the page, read once and held in memory, with gzip made here and Brotli by the build of the page.
/// Nothing outside the folder that
/// was read at start can be asked for.
final class StaticFiles extends Handler.Abstract.NonBlocking {
    private static final String INDEX = "/index.html";
    private static final String BROTLI = ".br";

    /// As Vite names what it builds: the name changes with the content.
    private static final Pattern HASHED = Pattern.compile("/assets/.+-[A-Za-z0-9_-]{8}\\.[a-z0-9.]+");

    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("html", "text/html;charset=utf-8"),
            Map.entry("js", "text/javascript;charset=utf-8"),
            Map.entry("mjs", "text/javascript;charset=utf-8"),
            Map.entry("css", "text/css;charset=utf-8"),
            Map.entry("json", "application/json"),
            Map.entry("map", "application/json"),
            Map.entry("webmanifest", "application/manifest+json"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("png", "image/png"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("woff2", "font/woff2"),
            Map.entry("wasm", "application/wasm"),
            Map.entry("txt", "text/plain;charset=utf-8"));

    private final Map<String, StoredFile> files;
    private final Ways ways;

    private StaticFiles(Map<String, StoredFile> files, Ways ways) {
        this.files = Map.copyOf(files);
        this.ways = ways;
    }

    /// Where else the site is.
    ///
    /// @param siblings the other origins that the page may go to, as a policy writes them
    /// @param onion told to Tor Browser by `Onion-Location`
    record Ways(String siblings, Optional<String> onion) {}

    /// @param brotli as the build made it beside the file
    private record StoredFile(
            String path,
            String type,
            String tag,
            ByteBuffer plain,
            Optional<ByteBuffer> gzip,
            Optional<ByteBuffer> brotli) {}

    /// The octets that one request is answered with.
    private record Form(ByteBuffer octets, String coding) {}

    /// Reads a folder of the class path; without it there is no page.
    static StaticFiles ofClassPath(String folder, Ways ways) {
        var place = StaticFiles.class.getResource(folder);
        if (place == null) {
            return new StaticFiles(Map.of(), ways);
        }
        try {
            if (!"jar".equals(place.getProtocol())) {
                return read(Path.of(place.toURI()), ways);
            }
            try (var jar = FileSystems.newFileSystem(place.toURI(), Map.of())) {
                return read(jar.getPath(folder), ways);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (URISyntaxException | FileSystemAlreadyExistsException wrong) {
            throw new IllegalStateException(wrong);
        }
    }

    private static StaticFiles read(Path folder, Ways ways) throws IOException {
        var files = new HashMap<String, StoredFile>();
        try (var walk = Files.walk(folder)) {
            for (var file : (Iterable<Path>) walk.filter(Files::isRegularFile)::iterator) {
                var path = "/" + folder.relativize(file).toString().replace('\\', '/');
                if (!path.endsWith(BROTLI)) {
                    files.put(path, stored(path, Files.readAllBytes(file), brotli(file)));
                }
            }
        }
        return new StaticFiles(files, ways);
    }

    private static Optional<ByteBuffer> brotli(Path file) throws IOException {
        var packed = file.resolveSibling(file.getFileName() + BROTLI);
        return Files.exists(packed) ? Optional.of(ByteBuffer.wrap(Files.readAllBytes(packed))) : Optional.empty();
    }

    private static StoredFile stored(String path, byte[] plain, Optional<ByteBuffer> brotli) throws IOException {
        var extension = path.substring(path.lastIndexOf('.') + 1);
        var type = TYPES.getOrDefault(extension, "application/octet-stream");
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(plain);
        }
        boolean smaller = packed.size() < plain.length * 9 / 10;
        Optional<ByteBuffer> gzip = smaller ? Optional.of(ByteBuffer.wrap(packed.toByteArray())) : Optional.empty();
        return new StoredFile(path, type, tag(plain), ByteBuffer.wrap(plain), gzip, brotli);
    }

    private static String tag(byte[] octets) {
        return HexFormat.of().formatHex(Sha256.of(octets), 0, 12);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        boolean head = "HEAD".equals(request.getMethod());
        var file = find(Request.getPathInContext(request));
        if ((!head && !"GET".equals(request.getMethod())) || file.isEmpty()) {
            Answers.write(Answer.notFound(), response, callback);
            return true;
        }
        write(file.get(), request, response, callback, head);
        return true;
    }

    /// A path without an extension is a place inside the page.
    private Optional<StoredFile> find(String path) {
        var exact = files.get(path.equals("/") ? INDEX : path);
        boolean place = path.indexOf('.', path.lastIndexOf('/') + 1) < 0;
        return Optional.ofNullable(exact == null && place ? files.get(INDEX) : exact);
    }

    private void write(StoredFile file, Request request, Response response, Callback callback, boolean head) {
        var headers = response.getHeaders();
        SecurityHeaders.putPage(headers, file.path(), ways.siblings());
        if (file.path().equals(INDEX)) {
            ways.onion().ifPresent(onion -> headers.put("Onion-Location", onion));
        }
        var form = form(file, request);
        var tag = "\"" + file.tag() + (form.coding().isEmpty() ? "\"" : "-" + form.coding() + "\"");
        headers.put(
                HttpHeader.CACHE_CONTROL,
                HASHED.matcher(file.path()).matches() ? "public, max-age=31536000, immutable" : "no-cache");
        headers.put(HttpHeader.ETAG, tag);
        headers.put(HttpHeader.VARY, "Accept-Encoding");
        if (tag.equals(request.getHeaders().get(HttpHeader.IF_NONE_MATCH))) {
            response.setStatus(304);
            response.write(true, null, callback);
            return;
        }
        if (!form.coding().isEmpty()) {
            headers.put(HttpHeader.CONTENT_ENCODING, form.coding());
        }
        headers.put(HttpHeader.CONTENT_TYPE, file.type());
        headers.put(HttpHeader.CONTENT_LENGTH, form.octets().remaining());
        response.write(true, head ? null : form.octets().slice(), callback);
    }

    private static Form form(StoredFile file, Request request) {
        if (file.brotli().isPresent() && takes(request, "br")) {
            return new Form(file.brotli().get(), "br");
        }
        if (file.gzip().isPresent() && takes(request, "gzip")) {
            return new Form(file.gzip().get(), "gzip");
        }
        return new Form(file.plain(), "");
    }

    private static boolean takes(Request request, String coding) {
        return request.getHeaders().getQualityCSV(HttpHeader.ACCEPT_ENCODING).stream()
                .anyMatch(coding::equalsIgnoreCase);
    }
}
