package io.github.wroom4j.at.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.at.AccessPoint;
import io.github.wroom4j.at.codec.RecordedRows;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rows of CWLAP and CWJAP as each version was recorded to print them, five columns to eleven. */
class RecordedAccessPointsTest {
    static List<String> versions() {
        return RecordedRows.versions();
    }

    private static List<String> lines(String version, String start) {
        return RecordedRows.sequences(version).stream()
                .flatMap(row -> row.reply().lines())
                .filter(line -> line.startsWith(start))
                .distinct()
                .toList();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void every_scan_row_and_every_joined_access_point_is_read(String version) {
        var found = new TreeSet<String>();
        for (String row : lines(version, "+CWLAP:(")) {
            AccessPoint point = AccessPointRows.inRange(row).orElseThrow(() -> new AssertionError(row));
            assertEquals("ssid", new String(point.ssid(), StandardCharsets.ISO_8859_1), row);
            assertEquals(6, point.channel(), row);
            assertEquals(3, point.security(), row);
            found.add("scanned");
        }
        for (String row : lines(version, "+CWJAP")) {
            int value = row.indexOf(":\"") + 1;
            if (value > 0) {
                AccessPoint point =
                        AccessPointRows.joined(row.substring(value)).orElseThrow(() -> new AssertionError(row));
                assertEquals(6, point.channel(), row);
                found.add("joined");
            }
        }
        assertTrue(found.contains("joined"), "nothing was read: " + found);
    }
}
