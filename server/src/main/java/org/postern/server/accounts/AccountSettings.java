package org.postern.server.accounts;

import java.time.Duration;
import org.postern.server.settings.Setting;
import org.postern.server.settings.Size;

/// Who may have an account, and how much of the disk.
public record AccountSettings(
        @Setting(
                value = "Who may sign up: `open` for everybody, `invited` for holders of an invitation code, `closed`.",
                standard = "invited")
        SignUpMode signUp,

        @Setting(value = "Octets of sealed mail that a new account may keep.", standard = "10GB", min = "1MB")
        Size quota,

        @Setting(value = "How long an invitation may be used.", standard = "7d", min = "1h", max = "365d")
        Duration invitationLife) {
    /// Who may sign up.
    public enum SignUpMode {
        OPEN,
        INVITED,
        CLOSED
    }
}
