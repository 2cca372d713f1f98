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

/** Which finals may follow a counted block without a line end between: the dialect's table says so, not its family. */
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
}
