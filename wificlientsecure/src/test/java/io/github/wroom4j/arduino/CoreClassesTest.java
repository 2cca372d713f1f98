package io.github.wroom4j.arduino;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.Esp8266;
import io.github.wroom4j.Sketch;
import io.github.wroom4j.SketchRunner;
import io.github.wroom4j.hal.ManualClock;
import io.github.wroom4j.testing.Bytes;
import io.github.wroom4j.testing.Console;
import io.github.wroom4j.testing.CoreCase;
import io.github.wroom4j.testing.Rule;
import io.github.wroom4j.testing.SocketModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code EEPROM}, {@code ESP}, polled timeouts, MD5 and base64. */
@Timeout(60)
class CoreClassesTest {
    @TempDir
    Path folder;

    private final SocketModule module = new SocketModule();
    private final SketchContext context = new SketchContext(module, null, new Console().serial());

    @AfterEach
    void close() {
        module.close();
    }

    private EEPROMClass eeprom() {
        context.dataFolder(folder.resolve("board"));
        return EEPROMClass.of(context);
    }

    @Test
    @Rule("EE-1")
    void eeprom_has_whole_words_and_at_most_a_sector() {
        EEPROMClass eeprom = eeprom();
        eeprom.begin(0);
        assertEquals(0, eeprom.length());
        eeprom.begin(5);
        assertEquals(8, eeprom.length());
        eeprom.begin(5000);
        assertEquals(4096, eeprom.length());
        eeprom.write(0, 7);
        eeprom.begin(8);
        assertEquals(255, eeprom.read(0), "begin() reads again what was committed");
    }

    @Test
    @Rule({"EE-1", "EE-2", "EE-3"})
    void eeprom_outlives_the_program_once_committed() throws IOException {
        EEPROMClass eeprom = eeprom();
        assertEquals(0, eeprom.read(0));
        assertFalse(eeprom.commit());
        assertTrue(eeprom.getLastError().message().contains("begin(size)"));
        assertFalse(eeprom.end());
        eeprom.begin(16);
        eeprom.write(3, 42);
        eeprom.write(-1, 1);
        eeprom.write(16, 1);
        assertEquals(0, eeprom.read(16));
        assertEquals(0, eeprom.read(-1));
        assertTrue(eeprom.commit());
        assertTrue(eeprom.commit());
        assertTrue(eeprom.end());
        assertEquals(0, eeprom.length());

        var later = new SketchContext(module, null, new Console().serial());
        EEPROMClass next = EEPROMClass.of(later);
        next.file(folder.resolve("board").resolve("eeprom.bin"));
        next.begin(8);
        assertEquals(42, next.read(3));
        next.write(0, 1);
        assertTrue(next.end());
        assertEquals(16, Files.size(folder.resolve("board").resolve("eeprom.bin")), "a smaller begin() loses nothing");

        Path blocked = Files.writeString(folder.resolve("file"), "no folder");
        next.file(blocked.resolve("eeprom.bin"));
        next.begin(4);
        next.write(0, 1);
        assertFalse(next.commit());
        assertTrue(next.getLastError().isError());
    }

    @Test
    @Rule("EE-4")
    void eeprom_keeps_values_as_the_chip_does() {
        EEPROMClass eeprom = eeprom();
        eeprom.begin(32);
        eeprom.put(0, 0x01020304);
        assertEquals(4, eeprom.read(0));
        assertEquals(0x01020304, eeprom.get(0, 0));
        eeprom.put(4, 1.5f);
        eeprom.put(8, -2.25);
        eeprom.put(16, Long.MIN_VALUE);
        assertEquals(1.5f, eeprom.get(4, 0f));
        assertEquals(-2.25, eeprom.get(8, 0.0));
        assertEquals(Long.MIN_VALUE, eeprom.get(16, 0L));
        assertEquals(9, eeprom.get(30, 9));
        eeprom.put(30, 7);
        assertEquals(255, eeprom.read(30));
        assertArrayEquals(new byte[] {4, 3}, eeprom.get(0, new byte[2]));
        assertArrayEquals(new byte[40], eeprom.get(0, new byte[40]));
        eeprom.getConstDataPtr()[0] = 99;
        assertEquals(4, eeprom.read(0));
        eeprom.getDataPtr()[0] = 99;
        assertEquals(99, eeprom.read(0));
    }

    @Test
    @Rule("EE-4")
    void a_text_is_kept_with_its_nul_and_read_up_to_it() {
        EEPROMClass eeprom = eeprom();
        eeprom.begin(16);
        assertEquals("none", eeprom.get(0, "none"), "erased flash holds no NUL");
        eeprom.put(0, "Zoë\0left over");
        assertEquals(0, eeprom.read(4));
        assertEquals(255, eeprom.read(5));
        assertEquals("Zoë", eeprom.get(0, ""));
        assertEquals("ë", eeprom.get(2, ""));
        assertEquals("none", eeprom.get(5, "none"));
        assertEquals("none", eeprom.get(-1, "none"));
        assertEquals("none", eeprom.get(16, "none"));
        eeprom.put(12, "1234");
        assertEquals(255, eeprom.read(12), "no room for its NUL");
        eeprom.put(12, "123");
        assertEquals("123", eeprom.get(12, ""));
    }

    private static final List<String> LIVES = new ArrayList<>();

    private static final class Restarting extends Sketch {
        @Override
        public void setup() {
            LIVES.add(ESP.getResetReason());
            int[] cell = {0};
            ESP.rtcUserMemoryRead(0, cell);
            cell[0]++;
            ESP.rtcUserMemoryWrite(0, cell);
            if (cell[0] < 3) {
                ESP.restart();
            }
        }

        @Override
        public void loop() {
            exit(LIVES.size());
        }
    }

    @Test
    @Rule({"ES-1", "RT-6"})
    void the_chip_is_this_program_with_its_module() {
        try (Esp8266 esp = Esp8266.open("mock:at-1.7")) {
            EspClass chip = EspClass.of(esp);
            assertTrue(chip.getFreeHeap() > 0 && chip.getMaxFreeBlockSize() > 0);
            assertEquals(0, chip.getHeapFragmentation());
            String mac = esp.wifi().macAddress().replace(":", "");
            assertEquals(mac.substring(6), String.format("%06X", chip.getChipId()));
            assertEquals(esp.module().version().sdkVersion(), chip.getSdkVersion());
            assertTrue(chip.getFullVersion().contains("Java:"), chip.getFullVersion());
            assertEquals("Power On", chip.getResetReason());
            assertEquals("Power On", chip.getResetInfo());
            assertTrue(chip.random() != chip.random() || chip.random() != chip.random());
            int cycles = chip.getCycleCount();
            assertNotEquals(cycles, chip.getCycleCount());
            assertFalse(chip.rtcUserMemoryWrite(127, new int[] {1, 2}));
            assertFalse(chip.rtcUserMemoryRead(-1, new int[1]));
            chip.wdtEnable(1000);
            chip.wdtDisable();
            chip.wdtFeed();
            assertEquals("Power On", chip.getResetReason(), "no dog bites");
            LIVES.clear();
            assertEquals(3, SketchRunner.of(Restarting::new).board(esp).run());
        }
        assertEquals(List.of("Power On", "Software/System restart", "Software/System restart"), LIVES);
    }

    private static final class Sleeping extends Sketch {
        @Override
        public void setup() {
            LIVES.add(ESP.getResetReason());
            if (LIVES.size() == 1) {
                ESP.deepSleep(1000, RF_DISABLED);
            } else if (LIVES.size() == 2) {
                ESP.deepSleepInstant(1000);
            }
            WiFi.begin("wroom4j", "arduino-java");
            exit(WiFi.waitForConnectResult());
        }

        @Override
        public void loop() {
            exit(99);
        }
    }

    @Test
    @Rule("ES-1")
    void a_module_that_slept_has_its_radio_whatever_was_said_of_it() {
        // That the module is ready after it was opened may be told when the sketch has begun to sleep: not each time.
        for (int i = 0; i < 20; i++) {
            LIVES.clear();
            try (Esp8266 esp = Esp8266.open("mock:at-1.7")) {
                assertEquals(3, SketchRunner.of(Sleeping::new).board(esp).run(), "joined");
            }
            assertEquals(List.of("Power On", "Deep-Sleep Wake", "Deep-Sleep Wake"), LIVES);
        }
    }

    @Test
    @Rule("PT-1")
    @CoreCase("T19")
    void a_one_shot_latches_and_a_periodic_catches_up() {
        var clock = new ManualClock();
        try (SketchContext.Binding bound = onClock(clock)) {
            assertTrue(bound != null);
            var once = PolledTimeout.oneShotMs(3000);
            var again = PolledTimeout.periodicMs(1000);
            assertFalse(once.expired() || again.asBool());
            assertEquals(3000, once.remaining());
            clock.advance(java.time.Duration.ofMillis(2500));
            assertTrue(again.expired());
            assertFalse(again.expired(), "two periods have passed and count once");
            assertEquals(500, again.remaining());
            clock.advance(java.time.Duration.ofMillis(500));
            assertTrue(once.expired() && once.expired() && again.expired());
            assertEquals(0, once.remaining());
            once.reset(1000);
            assertFalse(once.expired());
            assertEquals(1000, once.getTimeout());
            assertTrue(once.canExpire() && once.canWait());
            once.stop();
            clock.advance(java.time.Duration.ofDays(400));
            assertFalse(once.expired() || once.canExpire());
            assertEquals(PolledTimeout.neverExpires, once.remaining());
            var now = PolledTimeout.oneShotFastUs(PolledTimeout.alwaysExpired);
            assertTrue(now.expired());
            assertFalse(now.canWait());
            var fast = PolledTimeout.oneShotFastNs(500_000);
            var us = PolledTimeout.periodicFastUs(100);
            clock.advance(java.time.Duration.ofNanos(499_999));
            assertFalse(fast.expired());
            assertTrue(us.expired());
            clock.advance(java.time.Duration.ofNanos(1));
            assertTrue(fast.expired() && PolledTimeout.periodicFastNs(0).expired());
            assertFalse(PolledTimeout.oneShotFastMs(1).expired()
                    || PolledTimeout.periodicFastMs(1).expired());
            assertThrows(IllegalArgumentException.class, () -> PolledTimeout.oneShotMs(-1));
        }
    }

    private SketchContext.Binding onClock(ManualClock clock) {
        return new SketchContext(module.on(clock), null, new Console().serial()).bind();
    }

    @Test
    @Rule("HP-1")
    @CoreCase("T20")
    void md5_is_summed_piece_by_piece() {
        var md5 = new MD5Builder();
        assertThrows(IllegalStateException.class, () -> md5.add("no begin"));
        md5.begin();
        md5.add("sho");
        md5.add(new byte[] {'r', 't', 'x'}, 2);
        md5.calculate();
        assertEquals("4f09daa9d95bcb166a302407a0e0babe", md5.toString());
        assertEquals(0x4f, md5.getBytes()[0]);
        md5.begin();
        md5.addHexString("73686F7274");
        md5.calculate();
        assertEquals("4f09daa9d95bcb166a302407a0e0babe", md5.toString());
        md5.begin();
        assertTrue(md5.addStream(new StreamConstPtr("shortcut"), 5));
        md5.calculate();
        assertEquals("4f09daa9d95bcb166a302407a0e0babe", md5.toString());
        md5.begin();
        assertTrue(md5.addStream(new StreamConstPtr("short"), 120), "the stream ended");
        md5.calculate();
        assertEquals("4f09daa9d95bcb166a302407a0e0babe", md5.toString());
        md5.begin();
        assertFalse(md5.addStream(new Bytes("short"), 120), "more might have come");
    }

    @Test
    @Rule("HP-2")
    void base64_breaks_lines_when_asked() {
        assertEquals("dXNlcjpwYXNz", Base64.encode("user:pass"));
        assertEquals("AAE=", Base64.encode(new byte[] {0, 1}));
        byte[] long60 = new byte[60];
        Arrays.fill(long60, (byte) 'x');
        String lines = Base64.encode(long60, 60, true);
        assertEquals("eHh4".repeat(18) + "\n" + "eHh4".repeat(2) + "\n", lines);
    }

    @Test
    @Rule("PR-13")
    void a_calendar_time_has_no_print_of_its_own() {
        assertTrue(Arrays.stream(Print.class.getMethods())
                .noneMatch(m -> Arrays.asList(m.getParameterTypes()).contains(Tm.class)));
    }
}
