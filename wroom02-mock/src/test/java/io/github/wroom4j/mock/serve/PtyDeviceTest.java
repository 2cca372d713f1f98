package io.github.wroom4j.mock.serve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.BoardException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A UART behind a pseudo-terminal. */
@Timeout(60)
@EnabledOnOs(value = OS.LINUX, disabledReason = "pseudo-terminals are made on Linux only")
class PtyDeviceTest {

    @Test
    void programs_may_come_and_go_on_the_same_link(@TempDir Path folder) throws IOException {
        Path link = folder.resolve("wroom");
        try (var device = PtyDevice.start(new EchoBoard(), link)) {
            assertEquals(Path.of(device.path()), link.toRealPath());
            for (String round : new String[] {"AT\r\n", "AT+GMR\r\n"}) {
                try (var port = new RandomAccessFile(link.toFile(), "rw")) {
                    byte[] bytes = round.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
                    port.write(bytes);
                    byte[] back = new byte[bytes.length];
                    port.readFully(back);
                    assertArrayEquals(bytes, back);
                }
            }
        }
        assertFalse(Files.exists(link, LinkOption.NOFOLLOW_LINKS), "the link goes with the device");
    }

    @Test
    void a_file_in_the_way_stays_as_it_is(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("wroom"), "mine");

        var refusal = assertThrows(BoardException.class, () -> PtyDevice.start(new EchoBoard(), file));

        assertEquals(BoardException.Kind.BUSY, refusal.kind());
        assertEquals("mine", Files.readString(file));
    }

    @Test
    void without_patience_a_terminal_that_nobody_reads_holds_up_nothing(@TempDir Path folder) throws IOException {
        Path link = folder.resolve("wroom");
        byte[] chunk = "x".repeat(1024).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        try (var device = PtyDevice.start(new EchoBoard(), link, Duration.ZERO);
                var port = new RandomAccessFile(link.toFile(), "rw");
                var in = new FileInputStream(port.getFD())) {
            // A megabyte of echo that nobody takes: with patience for each chunk this would not end.
            for (int i = 0; i < 1024; i++) {
                port.write(chunk);
            }
            int kept = 0;
            boolean heard = false;
            while (!heard) {
                port.write('!');
                while (in.available() > 0 && !heard) {
                    int b = in.read();
                    heard = b == '!';
                    kept += heard ? 0 : 1;
                }
            }
            assertTrue(kept < 1024 * 1024, "all bytes were kept: " + kept);
            assertTrue(device.path().startsWith("/dev/"));
        }
    }
}
