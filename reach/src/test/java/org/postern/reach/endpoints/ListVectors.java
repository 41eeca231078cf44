package org.postern.reach.endpoints;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.postern.wire.Octets;

/// Lists from a fixed seed, and the files of `vectors/endpoints` that are made of them.
final class ListVectors {
    /// The public half of the seed (RFC 8032 §7.1, TEST 1).
    static final String KEY = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";

    static final String SITE = "mail.example.org";
    static final Instant MADE = Instant.ofEpochSecond(1_764_144_000);

    private static final byte[] SEED =
            HexFormat.of().parseHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
    private static final String ONION = "http://" + "a".repeat(55) + "d.onion";

    private ListVectors() {}

    /// One case.
    record Vector(String about, long floor, Instant now, String expect, Octets octets) {
        String text() {
            return "about " + about + "\nkey " + KEY + "\nsite " + SITE + "\nfloor " + floor + "\nnow "
                    + now.getEpochSecond() + "\nexpect " + expect + "\n\n"
                    + textOf(octets);
        }

        static Vector read(String text) {
            int blank = text.indexOf("\n\n");
            var lines = text.substring(0, blank).split("\n");
            return new Vector(
                    value(lines[0]),
                    Long.parseLong(value(lines[3])),
                    Instant.ofEpochSecond(Long.parseLong(value(lines[4]))),
                    value(lines[5]),
                    Octets.utf8(text.substring(blank + 2)));
        }

        private static String value(String line) {
            return line.substring(line.indexOf(' ') + 1);
        }
    }

    static EndpointList list(EndpointList.Scope scope, long number) {
        var own = scope == EndpointList.Scope.OWN
                ? List.of(InetAddress.ofLiteral("192.0.2.10"), InetAddress.ofLiteral("2001:db8::7"))
                : List.<InetAddress>of();
        return new EndpointList(
                SITE,
                scope,
                number,
                MADE,
                MADE.plus(Duration.ofDays(30)),
                List.of(
                        new Endpoint(URI.create("https://mail.example.org"), own),
                        new Endpoint(URI.create("https://door2.example.net:8443"), List.of()),
                        new Endpoint(URI.create(ONION), List.of())));
    }

    static SignedList signed(EndpointList list) {
        return SignedList.of(list, sign(list.signedOctets()));
    }

    static Octets sign(Octets octets) {
        try {
            var spec = new EdECPrivateKeySpec(NamedParameterSpec.ED25519, SEED);
            var signer = Signature.getInstance("Ed25519");
            signer.initSign(KeyFactory.getInstance("Ed25519").generatePrivate(spec));
            signer.update(octets.toByteArray());
            return Octets.of(signer.sign());
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    static List<Vector> all() {
        var good = signed(list(EndpointList.Scope.PUBLIC, 42));
        var own = signed(list(EndpointList.Scope.OWN, 42));
        var later = MADE.plus(Duration.ofHours(7));
        var text = textOf(good.octets());
        return List.of(
                new Vector("a public list", 0, later, "good", good.octets()),
                new Vector("the list that is known, again", 42, later, "good", good.octets()),
                new Vector("an account's list, with addresses", 41, later, "good", own.octets()),
                new Vector("words of a later program are passed over", 0, later, "good", withUnknownLine(good)),
                new Vector("a number below the floor", 43, later, "rolled_back", good.octets()),
                new Vector("after its end", 0, MADE.plus(Duration.ofDays(30)), "expired", good.octets()),
                new Vector(
                        "made two days from now", 0, MADE.minus(Duration.ofDays(2)), "from_the_future", good.octets()),
                new Vector("one letter changed", 0, later, "forged", Octets.utf8(text.replace("door2", "door3"))),
                new Vector("of another site", 0, later, "other_site", ofAnotherSite()),
                new Vector(
                        "a line after the signature",
                        0,
                        later,
                        "malformed",
                        Octets.utf8(text + "at https://evil.test\n")),
                new Vector("without a signature", 0, later, "malformed", good.signed()),
                new Vector("ended by CRLF", 0, later, "malformed", Octets.utf8(text.replace("\n", "\r\n"))),
                new Vector("plain HTTP to a far host", 0, later, "malformed", withPlainHttp(good)),
                new Vector("a path in an origin", 0, later, "malformed", withPath(good)));
    }

    private static Octets withUnknownLine(SignedList good) {
        return resigned(textOf(good.signed()) + "then some-later-word 7\n");
    }

    private static Octets withPlainHttp(SignedList good) {
        return resigned(textOf(good.signed()) + "at http://door9.example.net\n");
    }

    private static Octets withPath(SignedList good) {
        return resigned(textOf(good.signed()) + "at https://door9.example.net/a\n");
    }

    private static Octets ofAnotherSite() {
        var list = list(EndpointList.Scope.PUBLIC, 42);
        return resigned(textOf(list.signedOctets()).replace("site mail.example.org", "site mail.example.com"));
    }

    private static Octets resigned(String text) {
        var signature = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(sign(Octets.utf8(text)).toByteArray());
        return Octets.utf8(text + "sign " + signature + "\n");
    }

    private static String textOf(Octets octets) {
        return new String(octets.toByteArray(), StandardCharsets.UTF_8);
    }

    static void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        var vectors = all();
        for (int i = 0; i < vectors.size(); i++) {
            var name = "java-%02d-%s.txt".formatted(i + 1, vectors.get(i).expect());
            Files.writeString(folder.resolve(name), vectors.get(i).text());
        }
    }

    static Stream<Path> files(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.sorted().toList().stream();
        }
    }
}
