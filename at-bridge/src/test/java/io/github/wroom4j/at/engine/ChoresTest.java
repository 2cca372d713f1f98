package io.github.wroom4j.at.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.dialect.DialectTable.Quirk;
import io.github.wroom4j.at.engine.Chores.Task;
import io.github.wroom4j.at.engine.LinkMachine.Event;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What is due without a caller, after byte scripts on every dialect, cut at every place. */
class ChoresTest {
    private static final Duration GRACE = Duration.ofSeconds(10);

    private static Chores.Next look(Line line) {
        return new Chores(line.engine).look(true, GRACE, line.clock.nanos());
    }

    /** Something is due after a script, and nothing was before it. */
    private static void due(Task task, Consumer<Line> script) {
        Line.everywhere(line -> {
            assertNull(look(line).task(), "before");
            script.accept(line);
            assertEquals(task, look(line).task());
        });
    }

    @Test
    void an_idle_line_has_nothing_to_do_at_any_time() {
        Line.everywhere(line -> {
            assertEquals(new Chores.Next(null, Long.MAX_VALUE), look(line));
            line.hears("WIFI GOT IP\r\n");
            assertEquals(new Chores.Next(null, Long.MAX_VALUE), look(line));
        });
    }

    @Test
    void a_module_that_has_restarted_is_mended() {
        due(Task.RECOVER, line -> line.hears("\r\nready\r\n"));
    }

    @Test
    void a_driver_that_is_closed_has_nothing_else_to_do() {
        due(Task.CLOSED, line -> {
            line.hears("\r\nready\r\n");
            line.engine.close();
        });
    }

    @Test
    void what_was_given_up_is_settled_once_nobody_speaks() {
        Line.everywhere(line -> {
            Exchange of = line.asks("GMR", 30);
            line.after(0);
            assertNull(look(line).task());
            line.engine.giveUp(of, line.clock.nanos());
            assertEquals(Task.SETTLE, look(line).task());
        });
    }

    @Test
    void a_connection_without_an_owner_is_closed() {
        due(
                Task.CLOSE_ORPHANS,
                line -> line.visitor().breakOff(new AtException(AtException.Kind.LINK_BROKEN, "broken", "")));
    }

    @Test
    void the_last_bytes_of_a_link_are_drained_where_the_firmware_keeps_them() {
        Line.everywhere(line -> {
            Generation link = line.visitor();
            line.hears("+IPD,0,5\r\n0,CLOSED\r\n");
            boolean keeps = link.fetches && line.engine.dialect().is(Quirk.DATA_AFTER_CLOSED);
            assertEquals(keeps ? Task.DRAIN : null, look(line).task());
        });
    }

    @Test
    void a_visitor_who_was_left_is_closed_when_his_time_is_up() {
        Line.everywhere(line -> {
            Generation link = line.visitor();
            link.closeHere();
            long until = line.clock.nanos() + Duration.ofMillis(250).toNanos();
            link.machine.on(new Event.Linger(link, until));
            assertEquals(new Chores.Next(null, until), look(line));
            line.after(250);
            assertEquals(Task.CLOSE_LINGERING, look(line).task());
        });
    }

    @Test
    void what_is_kept_back_is_sent_before_lost_notices_are_looked_for() {
        Line.everywhere(line -> {
            Generation link = line.visitor();
            long pollAt = link.pollAt();
            assertEquals(new Chores.Next(null, pollAt), look(line));
            link.flushAt = line.clock.nanos() + 5;
            assertEquals(new Chores.Next(null, link.flushAt), look(line));
            line.after(1_000);
            assertEquals(Task.FLUSH, look(line).task());
            link.flushAt = Long.MAX_VALUE;
            assertEquals(link.fetches ? Task.POLL : null, look(line).task());
        });
    }

    @Test
    void a_lost_network_is_joined_again_after_a_while() {
        Line.everywhere(line -> {
            line.hears("WIFI GOT IP\r\nWIFI DISCONNECT\r\n");
            Chores.Next next = look(line);
            assertNull(next.task());
            assertEquals(line.clock.nanos() + GRACE.toNanos(), next.at());
            assertNull(new Chores(line.engine).look(false, GRACE, next.at()).task(), "not by this driver");
            line.after(GRACE.toMillis());
            assertEquals(Task.REJOIN, look(line).task());
            line.hears("WIFI GOT IP\r\n");
            assertTrue(look(line).task() == null);
        });
    }
}
