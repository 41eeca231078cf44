package org.postern.server.reachctl;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postern.reach.RelayId;
import org.postern.reach.SourceNetwork;
import org.postern.reach.plan.Step;
import org.postern.server.relays.NetworkText;

/// Steps as a person types them and as the database keeps them: `withdraw AS64500 rome 192.0.2.1`,
/// `restore …`, `bring-up rome`, `retire rome`, `route AS64500 rome` (or `core`), `reset AS64500
/// rome`, `look AS64500 rome`, `publish`.
final class StepText {
    private StepText() {}

    static String of(Step step) {
        return switch (step) {
            case Step.Withdraw gone -> "withdraw %s %s %s".formatted(gone.from(), gone.relay(), text(gone.address()));
            case Step.Restore back -> "restore %s %s %s".formatted(back.to(), back.relay(), text(back.address()));
            case Step.BringUp up -> "bring-up " + up.relay();
            case Step.Retire down -> "retire " + down.relay();
            case Step.RouteVia via ->
                "route %s %s".formatted(via.destination(), via.egress().orElse(RelayId.CORE));
            case Step.ResetSilent ended -> "reset %s %s".formatted(ended.network(), ended.relay());
            case Step.LookNow look -> "look %s %s".formatted(look.network(), look.relay());
            case Step.PublishEndpoints _ -> "publish";
        };
    }

    private static String text(InetAddress address) {
        return address.getHostAddress();
    }

    /// @return empty when it is no step
    static Optional<Step> parse(String text) {
        try {
            return parse(List.of(text.strip().split("\\s+")));
        } catch (IllegalArgumentException no) {
            return Optional.empty();
        }
    }

    private static Optional<Step> parse(List<String> words) {
        return switch (words.getFirst().toLowerCase(Locale.ROOT) + "/" + (words.size() - 1)) {
            case "withdraw/3" ->
                network(words.get(1)).map(network -> new Step.Withdraw(network, relay(words, 2), address(words)));
            case "restore/3" ->
                network(words.get(1)).map(network -> new Step.Restore(network, relay(words, 2), address(words)));
            case "bring-up/1" -> Optional.of(new Step.BringUp(relay(words, 1)));
            case "retire/1" -> Optional.of(new Step.Retire(relay(words, 1)));
            case "route/2" ->
                network(words.get(1))
                        .map(network -> new Step.RouteVia(
                                network, Optional.of(relay(words, 2)).filter(egress -> !egress.equals(RelayId.CORE))));
            case "reset/2" -> network(words.get(1)).map(network -> new Step.ResetSilent(network, relay(words, 2)));
            case "look/2" -> network(words.get(1)).map(network -> new Step.LookNow(network, relay(words, 2)));
            case "publish/0" -> Optional.of(new Step.PublishEndpoints());
            default -> Optional.empty();
        };
    }

    private static Optional<SourceNetwork> network(String word) {
        return NetworkText.parse(word);
    }

    private static RelayId relay(List<String> words, int at) {
        return new RelayId(words.get(at));
    }

    private static InetAddress address(List<String> words) {
        return InetAddress.ofLiteral(words.get(3));
    }
}
