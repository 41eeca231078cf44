package org.postern.server.mailstore;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class StoredMailStateTest extends MailstoreStateContract {
    @TempDir
    Path folder;

    private StoredMailOnDisk open;

    @Override
    protected Mailstore openStore() {
        open = new StoredMailOnDisk(folder, published, ADA, BOB);
        return open.store();
    }

    @Override
    protected void closeStore() {
        open.close();
    }
}
