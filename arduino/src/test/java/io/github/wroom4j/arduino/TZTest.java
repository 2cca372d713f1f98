package io.github.wroom4j.arduino;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The zones of {@code TZ.h}. */
class TZTest {
    @Test
    void every_zone_of_the_table_is_one_that_can_be_set() throws IllegalAccessException {
        long now = Instant.parse("2026-07-01T00:00:00Z").getEpochSecond();
        for (Field zone : TZ.class.getFields()) {
            String rule = (String) zone.get(null);
            int offset = PosixZone.of(rule).offset(now);
            assertTrue(Math.abs(offset) <= 14 * 3600, zone.getName() + " " + rule + " " + offset);
            assertTrue(offset != 0 || rule.matches(".*0.*"), zone.getName() + " is taken for UTC");
        }
        assertEquals(599, TZ.class.getFields().length);
    }

    /** Zones whose rules have been the same for years: a newer Java knows no others. */
    @ParameterizedTest
    @CsvSource({
        "Europe/Berlin, TZ_Europe_Berlin",
        "Asia/Tokyo, TZ_Asia_Tokyo",
        "America/New_York, TZ_America_New_York",
        "Australia/Sydney, TZ_Australia_Sydney",
        "Asia/Kolkata, TZ_Asia_Kolkata",
        "Europe/London, TZ_Europe_London",
        "America/Port-au-Prince, TZ_America_PortmaumPrince",
        "Etc/GMT-14, TZ_Etc_GMTm14",
        "Etc/GMT+9, TZ_Etc_GMTp9"
    })
    void a_zone_changes_when_java_says_so(String zone, String name) throws ReflectiveOperationException {
        PosixZone ours = PosixZone.of((String) TZ.class.getField(name).get(null));
        var rules = ZoneId.of(zone).getRules();
        Instant from = Instant.parse("2026-01-01T00:30:00Z");
        for (int hour = 0; hour < 24 * 365; hour++) {
            Instant at = from.plusSeconds(3600L * hour);
            assertEquals(rules.getOffset(at).getTotalSeconds(), ours.offset(at.getEpochSecond()), at.toString());
        }
    }
}
