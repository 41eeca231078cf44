package org.postern.server.endpoints;

import java.time.Duration;
import org.postern.server.settings.Setting;

/// The signed list of the site's endpoints.
public record EndpointSettings(
        @Setting(
                value = "How long a list is good for. A new one is made when half of it is over.",
                standard = "30d",
                min = "1d",
                max = "90d")
        Duration valid,

        @Setting(
                value =
                        "How many addresses of relays an account's own list names; always the same few, so that nobody learns "
                                + "them all. The public list names none.",
                standard = "3",
                min = "0",
                max = "8")
        int addresses) {}
