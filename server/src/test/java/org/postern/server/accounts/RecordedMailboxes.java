package org.postern.server.accounts;

import java.util.ArrayList;
import java.util.List;
import org.postern.server.db.StoreBroken;

/// Stands for the keeper of mail.
public final class RecordedMailboxes implements Mailboxes {
    public final List<AccountId> opened = new ArrayList<>();
    public final List<AccountId> removed = new ArrayList<>();
    public boolean broken;

    @Override
    public void open(AccountId account, long quotaBytes) {
        if (broken) {
            throw new StoreBroken("no disk");
        }
        opened.add(account);
    }

    @Override
    public void remove(AccountId account) {
        removed.add(account);
    }
}
