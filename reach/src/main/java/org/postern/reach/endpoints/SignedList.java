package org.postern.reach.endpoints;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.postern.wire.Octets;

/// A list with its signature, as it travels: over HTTP, in the strings of a TXT record, as a file.
///
/// @param list what was signed, read
/// @param signed the octets under the signature
/// @param signature Ed25519, 64 octets
public record SignedList(EndpointList list, Octets signed, Octets signature) {
    /// More is not read.
    public static final int MOST_OCTETS = 8192;

    /// RFC 1035 §3.3: a character-string.
    private static final int DNS_STRING = 255;

    private static final int SIGNATURE_OCTETS = 64;
    private static final int HEADER_LINES = 6;
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,14}");
    private static final Pattern LINE = Pattern.compile("[a-z-]+ [!-~]+( [!-~]+)*");
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    public static SignedList of(EndpointList list, Octets signature) {
        return new SignedList(list, list.signedOctets(), signature);
    }

    /// The whole, ASCII.
    public Octets octets() {
        return Octets.join(signed, Octets.utf8("sign " + BASE64.encodeToString(signature.toByteArray()) + "\n"));
    }

    /// The whole as the strings of one TXT record (RFC 1035 §3.3.14), to be joined without anything
    /// between them.
    public List<String> dnsStrings() {
        var text = new String(octets().toByteArray(), StandardCharsets.US_ASCII);
        var strings = new ArrayList<String>();
        for (int at = 0; at < text.length(); at += DNS_STRING) {
            strings.add(text.substring(at, Math.min(text.length(), at + DNS_STRING)));
        }
        return List.copyOf(strings);
    }

    /// Reads the form and nothing else: the signature is not verified yet.
    public static Optional<SignedList> unverified(Octets octets) {
        return text(octets).flatMap(SignedList::read);
    }

    private static Optional<String> text(Octets octets) {
        if (octets.size() > MOST_OCTETS) {
            return Optional.empty();
        }
        try {
            var decoder = StandardCharsets.US_ASCII.newDecoder();
            return Optional.of(
                    decoder.decode(ByteBuffer.wrap(octets.toByteArray())).toString());
        } catch (CharacterCodingException notAscii) {
            return Optional.empty();
        }
    }

    private static Optional<SignedList> read(String text) {
        int end = text.lastIndexOf("\nsign ") + 1;
        if (end == 0 || !text.endsWith("\n") || text.indexOf('\n', end) != text.length() - 1) {
            return Optional.empty();
        }
        var lines = text.substring(0, end - 1).split("\n", -1);
        if (lines.length < HEADER_LINES
                || !lines[0].equals(EndpointList.FIRST_LINE)
                || Stream.of(lines).anyMatch(line -> !LINE.matcher(line).matches())) {
            return Optional.empty();
        }
        try {
            var signature = Base64.getUrlDecoder().decode(text.substring(end + "sign ".length(), text.length() - 1));
            var list = list(lines);
            return signature.length == SIGNATURE_OCTETS
                    ? Optional.of(new SignedList(list, Octets.utf8(text.substring(0, end)), Octets.of(signature)))
                    : Optional.empty();
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private static EndpointList list(String[] lines) {
        var endpoints = new ArrayList<Endpoint>();
        for (int i = HEADER_LINES; i < lines.length; i++) {
            var words = lines[i].split(" ");
            if (words[0].equals("at") || words[0].equals("onion")) { // other words are for later programs
                endpoints.add(endpoint(words));
            }
        }
        return new EndpointList(
                value(lines[1], "site", NAME),
                scope(value(lines[2], "scope", NAME)),
                Long.parseLong(value(lines[3], "number", NUMBER)),
                Instant.ofEpochSecond(Long.parseLong(value(lines[4], "made", NUMBER))),
                Instant.ofEpochSecond(Long.parseLong(value(lines[5], "expires", NUMBER))),
                endpoints);
    }

    private static Endpoint endpoint(String[] words) {
        var origin = Endpoint.origin(words[1]).orElseThrow(() -> new IllegalArgumentException("no origin"));
        var addresses = Stream.of(words).skip(2).map(InetAddress::ofLiteral).toList();
        var endpoint = new Endpoint(origin, addresses);
        if (endpoint.isOnion() != words[0].equals("onion")) {
            throw new IllegalArgumentException("an onion service has a line of its own kind");
        }
        return endpoint;
    }

    private static EndpointList.Scope scope(String word) {
        return Stream.of(EndpointList.Scope.values())
                .filter(scope -> scope.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no scope: " + word));
    }

    private static String value(String line, String word, Pattern form) {
        var value = line.startsWith(word + " ") ? line.substring(word.length() + 1) : "";
        if (!form.matcher(value).matches()) {
            throw new IllegalArgumentException("no " + word);
        }
        return value;
    }
}
