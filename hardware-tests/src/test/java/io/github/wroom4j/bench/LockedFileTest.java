package io.github.wroom4j.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What another user of the machine may have put where a lock file is to be. */
class LockedFileTest {
    @TempDir
    Path folder;

    @BeforeEach
    void needs_permissions_and_links() {
        assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"), "no permissions here");
    }

    @Test
    void a_link_in_its_place_is_not_followed() throws IOException {
        Path precious = Files.writeString(folder.resolve("precious"), "thesis");
        Path lock = Files.createSymbolicLink(folder.resolve("bench.lock"), precious);
        assertThrows(IOException.class, () -> LockedFile.tryLock(lock, "pid 1 of me"));
        assertThrows(IOException.class, () -> LockedFile.textIfLocked(lock));
        assertEquals("thesis", Files.readString(precious));
    }

    @Test
    void a_file_that_is_no_lock_is_left_as_it_is() throws IOException {
        Path other = Files.writeString(folder.resolve("bench.lock"), "thesis");
        var refused = assertThrows(IOException.class, () -> LockedFile.tryLock(other, "pid 1 of me"));
        assertTrue(refused.getMessage().contains("not a lock file"), refused.getMessage());
        assertEquals("thesis", Files.readString(other));
        Files.writeString(other, "pid 1 of me since then");
        try (var lock = LockedFile.tryLock(other, "pid 2 of me").orElseThrow()) {
            assertEquals("pid 2 of me", LockedFile.textIfLocked(lock.file()).orElseThrow());
        }
    }

    @Test
    void a_directory_that_others_can_write_is_refused() throws IOException {
        Path open = Files.createDirectory(folder.resolve("benches"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertTrue(assertThrows(IOException.class, () -> LockedFile.makeDirectory(open))
                .getMessage()
                .contains("chmod 700"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder);
        assertThrows(IOException.class, () -> LockedFile.makeDirectory(link));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwx------"));
        LockedFile.makeDirectory(open);
    }
}
