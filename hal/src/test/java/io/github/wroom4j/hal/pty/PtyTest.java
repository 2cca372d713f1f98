package io.github.wroom4j.hal.pty;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.testing.OwnThread;
import io.github.wroom4j.hal.testing.PtyFixture;
import java.io.DataInputStream;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@EnabledOnOs(value = OS.LINUX, disabledReason = "pseudo-terminals are made on Linux")
class PtyTest {
    @RegisterExtension
    final PtyFixture pty = new PtyFixture();

    @Test
    void all_byte_values_pass_unchanged_in_both_directions() throws IOException {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        try (var out = new FileOutputStream(pty.path());
                var in = new DataInputStream(new FileInputStream(pty.path()))) {
            out.write(all);
            assertArrayEquals(all, readFully(pty.master(), 256));

            pty.master().write(all, 0, all.length, soon());
            byte[] got = new byte[256];
            in.readFully(got);
            assertArrayEquals(all, got);
        }
    }

    @Test
    void a_slave_that_closes_does_not_end_the_master() throws IOException {
        for (int i = 0; i < 3; i++) {
            try (var out = new FileOutputStream(pty.path())) {
                out.write(i);
            }
            assertArrayEquals(new byte[] {(byte) i}, readFully(pty.master(), 1));
        }
    }

    /** A Java long where C has a size_t shifts the arguments behind it on a 32-bit ARM: poll then waited for nobody. */
    @Test
    void no_argument_of_the_c_library_is_longer_than_its_own_there() throws ClassNotFoundException {
        for (var function : Class.forName(Pty.class.getName() + "$LibC").getDeclaredMethods()) {
            assertFalse(List.of(function.getParameterTypes()).contains(long.class), function::toString);
            assertFalse(function.getReturnType() == long.class, function::toString);
        }
    }

    @Test
    void a_read_gives_0_at_its_deadline() {
        assertEquals(0, pty.master().read(new byte[1], 0, 1, Deadline.in(Duration.ofMillis(20))));
    }

    @Test
    void closing_frees_a_blocked_reader_and_a_blocked_writer() throws Exception {
        Pty master = pty.master();
        var reading = OwnThread.supply(() -> master.read(new byte[1], 0, 1, soon()));
        var writing = OwnThread.run(() -> master.write(new byte[1_000_000], 0, 1_000_000, soon()));
        assertEquals(0, master.read(new byte[1], 0, 1, Deadline.in(Duration.ofMillis(50)))); // let both block

        pty.unplug();

        for (var blocked : new CompletableFuture<?>[] {reading, writing}) {
            var failure = assertThrows(ExecutionException.class, () -> blocked.get(10, TimeUnit.SECONDS));
            assertEquals(BoardException.Kind.CLOSED, ((BoardException) failure.getCause()).kind());
        }
    }

    @Test
    void a_slave_that_never_reads_costs_a_writer_its_deadline() {
        var failure = assertThrows(
                BoardException.class,
                () -> pty.master().write(new byte[1_000_000], 0, 1_000_000, Deadline.in(Duration.ofMillis(100))));
        assertEquals(BoardException.Kind.TIMEOUT, failure.kind());
    }

    @Test
    void a_link_leads_to_the_slave_until_the_pty_closes(@TempDir Path folder) throws IOException {
        Path link = folder.resolve("module");
        pty.master().link(link);
        assertEquals(Path.of(pty.path()), Files.readSymbolicLink(link));
        pty.unplug();
        assertFalse(Files.exists(link, LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void a_link_of_a_killed_program_is_replaced(@TempDir Path folder) throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("module"), Path.of("/dev/pts/987654"));
        pty.master().link(link);
        assertEquals(Path.of(pty.path()), Files.readSymbolicLink(link));
    }

    @Test
    void whatever_else_bears_the_links_name_is_left_alone(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("precious"), "data");
        var failure = assertThrows(BoardException.class, () -> pty.master().link(file));
        assertEquals(BoardException.Kind.BUSY, failure.kind());
        assertTrue(failure.getMessage().contains("precious"), failure.getMessage());
        pty.unplug();
        assertEquals("data", Files.readString(file));
    }

    private static byte[] readFully(Pty pty, int length) {
        byte[] got = new byte[length];
        for (int count = 0; count < length; ) {
            int n = pty.read(got, count, length - count, soon());
            assertTrue(n > 0, "only " + count + " bytes came");
            count += n;
        }
        return got;
    }

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(20));
    }
}
