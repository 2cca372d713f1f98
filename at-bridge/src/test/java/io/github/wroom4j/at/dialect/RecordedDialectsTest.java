package io.github.wroom4j.at.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.at.Capabilities.Feature;
import io.github.wroom4j.at.LinkRequest.Type;
import io.github.wroom4j.at.codec.RecordedRows;
import io.github.wroom4j.at.codec.RecordedRows.Row;
import io.github.wroom4j.at.dialect.DialectTable.Quirk;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a dialect's table says of its firmware, against what that firmware was recorded to answer. */
class RecordedDialectsTest {
    static List<String> versions() {
        return RecordedRows.versions();
    }

    private static DialectTable table(String version) {
        return Dialects.detect(List.of("AT version:" + version + ".0(x)")).table();
    }

    /** Whether some reply to a line that begins so ended in OK; false also where nobody ever asked. */
    private static boolean answers(List<Row> rows, String line) {
        return rows.stream()
                .anyMatch(row -> row.send().startsWith(line) && row.reply().endsWith("\r\nOK\r\n"));
    }

    private static boolean wasAsked(List<Row> rows, String line) {
        return rows.stream()
                .anyMatch(row -> row.send().startsWith(line) && !row.reply().isEmpty());
    }

    @ParameterizedTest
    @MethodSource("versions")
    void links_are_listed_by_a_command_that_the_firmware_has(String version) {
        List<Row> rows = RecordedRows.all(version);
        assertTrue(answers(
                rows,
                table(version).statusCommand() == DialectTable.StatusCommand.CIPSTATE
                        ? "AT+CIPSTATE?"
                        : "AT+CIPSTATUS\r"));
        if (version.equals("2.2")) {
            // The build that was recorded is 2.2.0 (at-recorded-esp-at E1).
            assertFalse(answers(rows, "AT+CIPSTATE?"));
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void what_is_fetched_can_be_fetched(String version) {
        DialectTable table = table(version);
        List<Row> rows = RecordedRows.all(version);
        if (table.fetches(Type.TCP)) {
            assertTrue(answers(rows, "AT+CIPRECVMODE=1"));
            assertTrue(rows.stream().anyMatch(row -> row.reply().contains("+CIPRECVDATA")));
        }
        if (table.fetches(Type.UDP)) {
            assertTrue(rows.stream()
                    .anyMatch(row ->
                            row.script().equals("e-recv-udp") && row.reply().startsWith("+CIPRECVDATA:")));
        }
        assertEquals(
                table.capabilities().has(Feature.PASSIVE_RECEIVE),
                table.fetches(Type.TCP),
                "what the user is told is what is done");
    }

    @ParameterizedTest
    @MethodSource("versions")
    void what_the_table_says_the_firmware_can_it_answers_and_what_not_it_refuses(String version) {
        DialectTable table = table(version);
        List<Row> rows = RecordedRows.all(version);
        agrees(rows, "AT+SYSSTORE?", table.is(Quirk.SYSSTORE));
        agrees(rows, "AT+CIPSSLCSNI?", table.capabilities().has(Feature.SSL_SERVER_NAME));
        agrees(rows, "AT+CIPSSLCCN?", table.capabilities().has(Feature.SSL_COMMON_NAME));
        agrees(rows, "AT+CIPSSLCPSK?", table.capabilities().has(Feature.SSL_PSK));
        agrees(rows, "AT+CIPSSLCCONF?", table.capabilities().has(Feature.SSL_VERIFY));
        agrees(rows, "AT+CIPSSLSIZE?", table.capabilities().has(Feature.SSL_BUFFER_SIZE));
        agrees(rows, "AT+CIPSNTPCFG?", table.capabilities().has(Feature.SNTP));
        agrees(rows, "AT+CWHOSTNAME?", table.capabilities().has(Feature.HOSTNAME));
        agrees(rows, "AT+SYSRAM?", table.capabilities().has(Feature.FREE_MEMORY));
        agrees(rows, "AT+" + table.current("CWMODE") + "?", true);
        agrees(rows, "AT+" + table.current("CIPSTA") + "?", true);
    }

    private static void agrees(List<Row> rows, String question, boolean has) {
        // The radio below the core was replaced: it had no host name to give, which says nothing of the firmware.
        List<Row> told = rows.stream()
                .filter(row -> !row.stubs().contains("\"hostname\""))
                .toList();
        if (wasAsked(told, question)) {
            assertEquals(has, answers(told, question), question);
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void a_server_that_stops_is_told_to_in_a_way_that_the_firmware_knows(String version) {
        List<Row> rows = RecordedRows.sequences(version);
        assertTrue(answers(rows, "AT+CIPSERVER=0\r"));
        // AT+CIPSERVER=0 leaves clients exactly where the driver closes them itself.
        boolean leaves = rows.stream()
                .noneMatch(row -> row.script().equals("server")
                        && row.send().startsWith("AT+CIPSERVER=0")
                        && row.reply().contains("CLOSED"));
        if (rows.stream().anyMatch(row -> row.script().equals("server"))) {
            assertEquals(leaves, table(version).is(Quirk.SERVER_KEEPS_CLIENTS));
        }
    }
}
