package org.postern.reach.probe;

import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.postern.wire.Octets;

/// What an operator gives to a volunteer: everything that a probe needs, in one line of text. It must
/// reach the volunteer by a way that is trusted, since the keys in it are believed.
///
/// @param site the host name of the site
/// @param mailNames MX names of the service
/// @param mailbox of the operator: takes reports as mail
/// @param endpointKey signs its endpoint lists
/// @param reportKey reports are sealed to it; 32 octets
/// @param secret proves that a report is a volunteer's
public record ProbeTicket(
        String site, List<String> mailNames, String mailbox, String endpointKey, Octets reportKey, String secret) {
    private static final String FORM = "postern-probe:1:";
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final Pattern MAILBOX = Pattern.compile("[a-z0-9.+-]{1,64}@[a-z0-9.-]{1,253}");
    private static final int PARTS = 6;

    public ProbeTicket {
        mailNames = List.copyOf(mailNames);
    }

    public String text() {
        var key = Base64.getUrlEncoder().withoutPadding().encodeToString(reportKey.toByteArray());
        return FORM + String.join(":", site, String.join(",", mailNames), mailbox, endpointKey, key, secret);
    }

    public static Optional<ProbeTicket> parse(String text) {
        var line = text.strip();
        var parts = line.startsWith(FORM) ? line.substring(FORM.length()).split(":", -1) : new String[0];
        if (parts.length != PARTS) {
            return Optional.empty();
        }
        var names = List.of(parts[1].split(","));
        boolean named = NAME.matcher(parts[0]).matches()
                && names.stream().allMatch(name -> NAME.matcher(name).matches());
        boolean keyed = MAILBOX.matcher(parts[2]).matches()
                && KEY.matcher(parts[3]).matches()
                && KEY.matcher(parts[4]).matches()
                && KEY.matcher(parts[5]).matches();
        return named && keyed
                ? Optional.of(new ProbeTicket(
                        parts[0],
                        names,
                        parts[2],
                        parts[3],
                        Octets.of(Base64.getUrlDecoder().decode(parts[4])),
                        parts[5]))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return "ProbeTicket[" + site + "]"; // never the secret
    }
}
