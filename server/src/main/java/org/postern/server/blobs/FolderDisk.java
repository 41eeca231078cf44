package org.postern.server.blobs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.stream.Collectors;
import org.postern.server.db.StoreBroken;

/// Files in one folder of the operating system.
public final class FolderDisk implements Disk {
    private final Path folder;
    private final FileStore store;

    private FolderDisk(Path folder) throws IOException {
        this.folder = folder;
        this.store = Files.getFileStore(folder);
    }

    /// Makes the folder when it is not there.
    ///
    /// @throws org.postern.server.db.StoreBroken when it cannot
    public static FolderDisk in(Path folder) {
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder);
                syncFolder(folder.toAbsolutePath().resolveSibling(""));
            }
            // THREAT T-21: sealed or not, nobody else on this host counts or copies what lies here
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            return new FolderDisk(folder);
        } catch (IOException broken) {
            throw new StoreBroken("the folder of the segments cannot be made", broken);
        }
    }

    @Override
    public Set<String> names() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName())).collect(Collectors.toSet());
        }
    }

    @Override
    public SegmentFile create(String name) throws IOException {
        var path = folder.resolve(name);
        Files.createFile(path);
        syncFolder(folder);
        return new FolderFile(path);
    }

    @Override
    public SegmentFile open(String name) throws IOException {
        return new FolderFile(folder.resolve(name));
    }

    @Override
    public void remove(String name) throws IOException {
        Files.deleteIfExists(folder.resolve(name));
        syncFolder(folder);
    }

    @Override
    public long freeBytes() throws IOException {
        return store.getUsableSpace();
    }

    /// A name is durable only when its folder is.
    private static void syncFolder(Path folder) throws IOException {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
