package org.postern.server.intake;

import java.util.List;
import org.postern.wire.mime.HeaderBlock;

/// Observes one thing of an arrival; decides nothing. SPF, DKIM, DMARC, filters and spam checks are
/// steps too. A step that cannot tell finds nothing.
@FunctionalInterface
public interface Step {
    List<Finding> observe(Arrival arrival, HeaderBlock header);

    /// What is observed of every arrival.
    static List<Step> standard() {
        return List.of(
                (arrival, header) -> List.of(new Finding.Hops(header.count("Received"))),
                (arrival, header) ->
                        List.of(new Finding.Weight(arrival.message().size())),
                (arrival, header) -> List.of(new Finding.Authors(header.count("From"))));
    }
}
