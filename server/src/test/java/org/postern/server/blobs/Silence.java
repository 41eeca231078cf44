package org.postern.server.blobs;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/// For tests in which the disk fails thousands of times: this room logs nothing meanwhile.
final class Silence implements BeforeAllCallback, AfterAllCallback {
    private final Logger room = (Logger) LoggerFactory.getLogger("org.postern.server.blobs");

    @Override
    public void beforeAll(ExtensionContext context) {
        room.setLevel(Level.OFF);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        room.setLevel(null);
    }
}
