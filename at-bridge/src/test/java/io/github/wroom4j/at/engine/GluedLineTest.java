package io.github.wroom4j.at.engine;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.at.Firmware.Family;
import io.github.wroom4j.at.codec.AtCommand;
import io.github.wroom4j.at.dialect.DialectTable;
import io.github.wroom4j.at.dialect.DialectTable.Quirk;
import io.github.wroom4j.at.dialect.Dialects;
import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.Deadline;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may follow a counted block without a line end between: the dialect's table says so, not its family. */
class GluedLineTest {
    private static final DialectTable NONOS =
            Dialects.detect(List.of("AT version:1.7.4.0")).table();
    private static final DialectTable ATMOD =
            Dialects.detect(List.of("AT version:1.7.0.0 (partial)")).table();

    private static Exchange send() {
        return new Exchange(AtCommand.exec("CIPSEND"), Exchange.Kind.SEND, Deadline.never(Clock.system()));
    }

    @Test
    void an_ok_behind_a_block_has_lost_its_line_end_except_where_the_firmware_prints_none() {
        assertTrue(GluedLine.isUnexpectedFinal("OK", send(), NONOS));
        assertFalse(GluedLine.isUnexpectedFinal("OK", send(), ATMOD));
    }

    @Test
    void the_habit_belongs_to_the_table_and_not_to_the_family() {
        var quirks = EnumSet.copyOf(NONOS.quirks());
        quirks.add(Quirk.OK_WITHOUT_LINE_END);
        var own = new DialectTable(
                "own",
                Family.NONOS,
                NONOS.suffixes(),
                NONOS.lineLimit(),
                NONOS.datagram(),
                NONOS.passive(),
                NONOS.statusCommand(),
                quirks,
                NONOS.capabilities());
        assertFalse(GluedLine.isUnexpectedFinal("OK", send(), own));
    }

    @Test
    void send_fail_may_stand_there_on_every_firmware() {
        assertFalse(GluedLine.isUnexpectedFinal("SEND FAIL", send(), NONOS));
        assertFalse(GluedLine.isUnexpectedFinal("SEND FAIL", send(), ATMOD));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "93\u008b\u0088\u00df\u00bf\u00ed1,CLOSED",
                "7abcde3,CLOSED",
                "+\u00cc\u008c3,CLOSED",
                "+x y3,CLOSED",
                "0x4,CONNECT FAIL"
            })
    void what_a_block_held_too_much_is_no_row_however_it_begins(String line) { // F3, before the answer to AT+CIPCLOSE
        assertTrue(GluedLine.isUnexpectedLine(line, plain("CIPCLOSE")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "192.168.4.2,18:fe:34:01:02:03",
                "0018000902-AI03",
                "+CWLAP:(3,\"caf\u00e9\",-50)",
                "+12",
                "+timeout",
                "STATUS:3"
            })
    void rows_that_are_printed_without_a_line_end_are_rows(String line) {
        assertFalse(GluedLine.isUnexpectedLine(line, plain("CIFSR")));
    }

    private static Exchange plain(String command) {
        return new Exchange(AtCommand.exec(command), Exchange.Kind.PLAIN, Deadline.never(Clock.system()));
    }
}
