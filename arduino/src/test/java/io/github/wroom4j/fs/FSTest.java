package io.github.wroom4j.fs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.testing.Console;
import io.github.wroom4j.testing.CoreCase;
import io.github.wroom4j.testing.Rule;
import io.github.wroom4j.testing.SocketModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The core's own test cases of its file systems (T23). */
class FSTest {
    @TempDir
    Path folder;

    private final SketchContext context = new SketchContext(new SocketModule(), null, new Console().serial());
    private FS files;

    @BeforeEach
    void begin() {
        context.dataFolder(folder.resolve("board"));
        files = FS.of(context);
        assertFalse(files.open("/before", "w").asBool());
        assertTrue(files.getLastError().message().contains("begin()"));
        assertTrue(files.begin());
    }

    private void write(String path, String mode, String text) {
        try (File file = files.open(path, mode)) {
            assertTrue(file.asBool(), () -> path + " " + files.getLastError());
            file.print(text);
        }
    }

    private String read(String path) {
        try (File file = files.open(path, "r")) {
            return file.readString();
        }
    }

    @Test
    @Rule("HP-3")
    @CoreCase("T23")
    void what_is_written_stays_and_what_is_appended_follows() {
        write("/tmp.txt", "w", "file 1\r\n");
        write("/tmp.txt", "a", "file 1 again\r\n");
        assertEquals("file 1\r\nfile 1 again\r\n", read("/tmp.txt"));
        files.end();
        assertFalse(files.exists("/tmp.txt"));
        assertTrue(files.begin());
        assertEquals("file 1\r\nfile 1 again\r\n", read("tmp.txt"));
        write("/tmp.txt", "w+", "new");
        assertEquals("new", read("/tmp.txt"));
        assertTrue(files.format());
        assertFalse(files.exists("/tmp.txt"));
        assertFalse(files.open("/tmp.txt", "r").asBool());
        assertFalse(files.open("/tmp.txt", "r+").asBool());
        assertFalse(files.open("/tmp.txt", "rw").asBool());
    }

    @Test
    @Rule("HP-3")
    @CoreCase("T23")
    void names_have_their_limits_and_nothing_leads_out() throws IOException {
        assertFalse(files.open("", "w").asBool());
        assertTrue(files.open("/" + "x".repeat(31), "w").asBool());
        assertFalse(files.open("/" + "x".repeat(32), "w").asBool());
        for (String out : new String[] {"/../out", "..", "/a/../../out", "/a/./b", "a\\b", "\0b", null}) {
            assertFalse(files.open(out, "w").asBool(), out);
        }
        Path root = folder.resolve("board").resolve("files");
        Files.createSymbolicLink(root.resolve("link"), folder);
        assertFalse(files.open("/link/out", "w").asBool());
        assertFalse(Files.exists(folder.resolve("out")));
    }

    @Test
    void a_file_that_is_not_there_is_said_to_be_not_there() {
        assertFalse(files.open("/config.json", "r").asBool());
        assertEquals(
                "cannot open /config.json: there is no such file or folder",
                files.getLastError().message());
    }

    @Test
    @Rule("HP-3")
    @CoreCase("T23")
    void places_in_a_file() {
        write("/f", "w", "0123456789");
        try (File file = files.open("/f", "r+")) {
            assertEquals(10, file.size());
            assertTrue(file.seek(4));
            assertEquals('4', file.peek());
            assertEquals('4', file.read());
            assertEquals(5, file.position());
            assertTrue(file.seek(-1, File.SeekEnd) && file.seek(-1, File.SeekCur));
            assertEquals(2, file.available());
            assertFalse(file.seek(11));
            assertFalse(file.seek(-1));
            assertTrue(file.truncate(3));
            assertFalse(file.truncate(4));
            assertTrue(file.seek(3));
            assertEquals(-1, file.read());
            assertEquals(-1, file.peek());
            assertEquals(3, file.size());
            assertTrue(Math.abs(file.getLastWrite() - Instant.now().getEpochSecond()) < 600);
        }
        File twice = files.open("/f", "r");
        twice.close();
        twice.close();
        assertFalse(twice.asBool());
        assertEquals(-1, twice.read());
        try (File file = files.open("/f", "r")) {
            assertEquals(0, file.write('x'));
            assertFalse(file.truncate(0));
        }
        assertEquals("012", read("/f"));
    }

    @Test
    @Rule("HP-3")
    @CoreCase("T23")
    void folders_come_and_go_with_their_files() {
        write("/dir/sub/b.txt", "w", "bb");
        write("/dir/a.txt", "w", "a");
        Dir dir = files.openDir("/dir");
        assertEquals("", dir.fileName());
        assertTrue(dir.next());
        assertEquals("a.txt", dir.fileName());
        assertEquals(1, dir.fileSize());
        assertTrue(dir.isFile());
        try (File file = dir.openFile("r")) {
            assertEquals("/dir/a.txt", file.fullName());
            assertEquals("a.txt", file.name());
            assertTrue(file.isFile());
        }
        assertTrue(dir.next() && dir.isDirectory());
        assertFalse(dir.next());
        assertTrue(dir.rewind() && dir.next());
        File opened = files.open("/dir", "r");
        assertTrue(opened.isDirectory() && opened.asBool());
        try (File first = opened.openNextFile()) {
            assertEquals("a.txt", first.name());
        }
        assertTrue(files.openDir("").next());
        assertTrue(files.remove("/dir/sub/b.txt"));
        assertFalse(files.exists("/dir/sub"), "the last file takes its folder along");
        assertFalse(files.remove("/dir"));
        assertTrue(files.rename("/dir/a.txt", "/other/c.txt"));
        assertEquals("a", read("/other/c.txt"));
        assertFalse(files.rename("/nothing", "/x"));
        assertTrue(files.mkdir("/empty/one"));
        assertFalse(files.rmdir("/empty"));
        assertTrue(files.rmdir("/empty/one"));
        assertFalse(files.remove("/nothing"));
        assertEquals(1, files.info().orElseThrow().usedBytes());
        assertFalse(files.openDir("/nothing").next());
    }
}
