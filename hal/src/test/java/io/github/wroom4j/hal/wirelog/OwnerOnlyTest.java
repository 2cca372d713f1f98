package io.github.wroom4j.hal.wirelog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnerOnlyTest {
    @TempDir
    Path folder;

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void a_recording_is_its_owners_also_where_an_open_file_stood() throws IOException {
        assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"), "no permissions here");
        Path fresh = folder.resolve("fresh.wire");
        Path old = Files.writeString(folder.resolve("old.wire"), "longer than what follows, and open to all");
        Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rw-rw-rw-"));
        for (Path file : List.of(fresh, old)) {
            WireLogFile.write(file, Instant.EPOCH, List.of("a remark"), List.of());
            assertEquals("rw-------", permissions(file));
            assertEquals(
                    List.of("wroom4j wire log 1, began 1970-01-01T00:00:00Z", "a remark"), WireLogFile.comments(file));
        }
    }
}
