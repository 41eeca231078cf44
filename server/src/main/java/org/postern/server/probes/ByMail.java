package org.postern.server.probes;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.postern.reach.probe.SealedReport;
import org.postern.server.intake.Arrival;
import org.postern.server.intake.Intake;
import org.postern.server.intake.Outcome;

/// Reads the report out of a mail that says by its subject that it brings one; the mail goes its way all
/// the same, to whomever it was written.
public final class ByMail implements Intake {
    private static final int HEAD_OCTETS = 8 * 1024;
    private static final int MOST_OCTETS = 4 * SealedReport.MOST_OCTETS;
    private static final Pattern SUBJECT = Pattern.compile("(?im)^Subject:[ \\t]*postern probe report[ \\t]*\\r?$");

    private final Intake intake;
    private final Reception reception;

    public ByMail(Intake intake, Reception reception) {
        this.intake = intake;
        this.reception = reception;
    }

    @Override
    public Outcome take(Arrival arrival) {
        if (arrival.message().size() <= MOST_OCTETS && bringsReport(arrival)) {
            SealedReport.find(text(arrival.message().toByteArray())).ifPresent(reception::receive);
        }
        return intake.take(arrival);
    }

    private static boolean bringsReport(Arrival arrival) {
        var head = text(arrival.message().head(HEAD_OCTETS));
        int blank = head.indexOf("\r\n\r\n");
        return SUBJECT.matcher(blank < 0 ? head : head.substring(0, blank)).find();
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }
}
