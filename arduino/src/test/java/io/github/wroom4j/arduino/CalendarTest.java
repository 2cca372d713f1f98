package io.github.wroom4j.arduino;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.TimeSource;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.ManualClock;
import io.github.wroom4j.testing.Console;
import io.github.wroom4j.testing.CoreCase;
import io.github.wroom4j.testing.Rule;
import io.github.wroom4j.testing.SocketModule;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class CalendarTest extends Arduino {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    /** The module's SNTP: what it was told and what it tells. */
    private static final class Sntp implements TimeSource {
        final List<String> started = new ArrayList<>();
        int asked;
        Optional<Instant> tells = Optional.empty();
        boolean broken;

        @Override
        public void start(List<String> servers, Deadline deadline) {
            if (broken) {
                throw new AtException(AtException.Kind.UNSUPPORTED, "this firmware has no SNTP", "ERROR");
            }
            started.addAll(servers);
        }

        @Override
        public Optional<Instant> now(Deadline deadline) {
            asked++;
            return tells;
        }
    }

    private final Sntp sntp = new Sntp();
    private ManualClock clock;
    private SketchContext.Binding bound;

    private void boot(Instant computersClock) {
        clock = new ManualClock(computersClock);
        bound = new SketchContext(new SocketModule().on(clock).time(sntp), null, new Console().serial()).bind();
    }

    @AfterEach
    void unbind() {
        if (bound != null) {
            bound.close();
        }
    }

    @Test
    @Rule({"TI-1", "TI-2", "TI-3"})
    void a_right_clock_needs_no_server() {
        boot(NOW);
        configTime(3600, 3600, "pool.ntp.org", "time.nist.gov");
        assertEquals(NOW.getEpochSecond(), time());
        assertEquals(time(), time(null));
        assertEquals(List.of(), sntp.started);
        assertEquals(14, getLocalTime().orElseThrow().tm_hour);
        assertEquals(0, sntp.asked);
    }

    @Test
    @Rule({"TI-1", "TI-2", "TI-5"})
    @CoreCase("T39")
    void a_computer_without_a_clock_takes_the_modules_time() {
        boot(Instant.parse("1970-01-01T00:03:00Z"));
        assertEquals(0, time(), "counted from 1970 at boot");
        clock.advance(Duration.ofSeconds(5));
        configTime("CET-1CEST,M3.5.0,M10.5.0/3", "a.example", null, "", "b.example\0left over");
        assertEquals(List.of("a.example", "b.example"), sntp.started);
        assertTrue(time() < 57_600, "the idiom of every sketch goes on waiting");
        clock.advance(Duration.ofSeconds(1));
        sntp.tells = Optional.of(Instant.parse("1970-01-01T08:00:00Z"));
        assertTrue(time() < 57_600, "a module that has no time yet tells 1970");
        clock.advance(Duration.ofSeconds(1));
        sntp.tells = Optional.of(NOW);
        assertEquals(NOW.getEpochSecond(), time());
        assertEquals(13, localtime(time()).tm_hour);
        int questions = sntp.asked;
        clock.advance(Duration.ofSeconds(3599));
        assertEquals(NOW.getEpochSecond() + 3599, time());
        assertEquals(questions, sntp.asked, "an hour passes without a question");
        clock.advance(Duration.ofSeconds(1));
        time();
        assertEquals(questions + 1, sntp.asked);
        SketchTime.of(SketchContext.required()).updateEvery(1);
        clock.advance(Duration.ofHours(1));
        time();
        clock.advance(Duration.ofMillis(14_999));
        time();
        assertEquals(questions + 2, sntp.asked, "never more often than each 15 s");
        clock.advance(Duration.ofMillis(1));
        time();
        assertEquals(questions + 3, sntp.asked);
    }

    @Test
    @Rule("TI-3")
    void local_time_gives_up_at_its_limit() {
        boot(Instant.EPOCH);
        assertTrue(getLocalTime(0).isEmpty());
    }

    @Test
    @Rule("TI-1")
    void a_module_without_sntp_says_so() {
        boot(Instant.EPOCH);
        sntp.broken = true;
        configTime(0, 0, "pool.ntp.org");
        assertTrue(
                SketchTime.of(SketchContext.required()).getLastError().message().contains("no SNTP"));
    }

    @Test
    @Rule("TI-4")
    void the_sketchs_clock_can_be_set_and_watched() {
        boot(NOW);
        var told = new ArrayList<Boolean>();
        settimeofday_cb(told::add);
        assertEquals(22, settimeofday(NOW, "a zone"));
        assertEquals(0, settimeofday(Instant.ofEpochSecond(1000), null));
        clock.advance(Duration.ofMillis(1500));
        assertEquals(1001, time());
        assertEquals(500, gettimeofday().toEpochMilli() % 1000);
        configTime(0, 0, "pool.ntp.org");
        assertEquals(List.of(false, true), told);
        assertEquals(NOW.plusMillis(1500).getEpochSecond(), time());
        var runs = new ArrayList<String>();
        settimeofday_cb(() -> runs.add("set"));
        settimeofday(NOW, null);
        assertEquals(List.of("set"), runs);
    }

    @ParameterizedTest
    @CsvSource({"2012,1332640800", "2013,1364176800", "2014,1395712800"})
    @Rule("TI-6")
    @CoreCase("T39")
    void the_cores_own_dates_come_back(int year, long seconds) {
        boot(NOW);
        var tm = new Tm();
        tm.tm_year = year - 1900;
        tm.tm_mon = 2;
        tm.tm_mday = 25;
        tm.tm_hour = 2;
        assertEquals(seconds, mktime(tm));
        assertEquals(seconds, mktime(localtime(seconds)));
        assertEquals(year - 1900, gmtime(seconds).tm_year);
    }

    @Test
    @Rule("TI-6")
    void dates_are_written_as_c_writes_them() {
        boot(NOW);
        setTZ("CET-1CEST,M3.5.0,M10.5.0/3");
        Tm tm = localtime(1_332_640_800);
        assertEquals("Sun Mar 25 04:00:00 2012", tm.toString());
        assertEquals("Sun Mar 25 04:00:00 2012\n", ctime(1_332_640_800));
        assertEquals(
                "2012-03-25 04:00:00 CEST +0200 085 13 Sunday March AM %",
                strftime("%F %T %Z %z %j %U %A %B %p %%", tm));
        assertEquals("03/25/12 04:00 04 25", strftime("%D %R %I %e", tm));
        tm.tm_mday = 32;
        tm.tm_isdst = -1;
        mktime(tm);
        assertEquals("Sun Apr  1 04:00:00 2012", tm.toString());
        assertEquals(91, tm.tm_yday);
        assertEquals(0, tm.tm_wday);
    }

    @Test
    @Rule("TI-1")
    void posix_zones_agree_with_javas() {
        boot(NOW);
        long seed = System.nanoTime();
        var random = new Random(seed);
        String[][] zones = {
            {"CET-1CEST,M3.5.0,M10.5.0/3", "Europe/Berlin"},
            {"EST5EDT,M3.2.0,M11.1.0", "America/New_York"},
            {"AEST-10AEDT,M10.1.0,M4.1.0/3", "Australia/Sydney"},
            {"IST-5:30", "Asia/Kolkata"},
            {"<+0545>-5:45", "Asia/Kathmandu"},
            {"IST-2IDT,M3.4.4/26,M10.5.0", "Asia/Jerusalem"},
        };
        for (String[] zone : zones) {
            setTZ(zone[0]);
            var rules = ZoneId.of(zone[1]).getRules();
            for (int i = 0; i < 2000; i++) {
                // 2014 … 2025: years of which both rule books are sure.
                long second = 1_388_534_400L + random.nextInt(378_000_000);
                Tm tm = localtime(second);
                assertEquals(
                        LocalDateTime.ofInstant(
                                Instant.ofEpochSecond(second), rules.getOffset(Instant.ofEpochSecond(second))),
                        tm.normalised(),
                        zone[1] + " at " + second + ", seed " + seed);
                assertEquals(second, mktime(tm), zone[1] + " back from " + second + ", seed " + seed);
            }
        }
        assertFalse(localtime(NOW.getEpochSecond()).tm_isdst > 0);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                "Berlin",
                "1",
                "CET-1CEST,M13",
                "CET-1CEST,M13.1.0,M10.5.0",
                "CET-1CEST,M0.1.0,M10.5.0",
                "CET-1CEST,J0,J300",
                "CET-1CEST,J366,J300",
                "CET-1CEST,366,300",
                "CET-1:60",
                "CET-1\r\n"
            })
    @Rule("TI-1")
    void a_zone_that_cannot_be_read_is_utc_and_told(String bad) {
        boot(NOW);
        setTZ("CET-1CEST,M3.5.0,M10.5.0/3");
        configTime(bad, "pool.ntp.org");
        assertEquals(gmtime(time()).toString(), localtime(time()).toString());
        ClientError why = SketchTime.of(SketchContext.required()).getLastError();
        assertEquals(ClientError.Stage.SETTINGS, why.stage());
        assertTrue(why.message().contains("CET-1CEST,M3.5.0") && why.message().contains("UTC"), why.message());

        setTZ("CET-1CEST,J60,300/3");
        assertEquals(ClientError.NONE, SketchTime.of(SketchContext.required()).getLastError());
        for (int day = 0; day < 366; day++) {
            localtime(NOW.getEpochSecond() + day * 86_400L);
        }
    }
}
