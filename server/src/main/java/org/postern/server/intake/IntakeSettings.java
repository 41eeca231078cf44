package org.postern.server.intake;

import org.postern.server.settings.Setting;
import org.postern.server.settings.Size;

/// What intake accepts.
public record IntakeSettings(
        @Setting(
                value = "Received fields after which a message is taken to go in a circle.",
                standard = "50",
                min = "10")
        int hops,

        @Setting(value = "The largest message of any origin.", standard = "50MB", min = "64KiB", max = "1GB")
        Size messageSize) {}
