package io.github.wroom4j.at.driver;

import static io.github.wroom4j.at.driver.ScriptedModule.ERROR;
import static io.github.wroom4j.at.driver.ScriptedModule.OK;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtException.Kind;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.hal.Deadline;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Answers that come late, twice, in a row or not at all: none is ever taken for another command's. */
@Timeout(60)
class AnswerHazardTest {
    /** Silence is asked about soon, so that tests of lost replies do not wait long. */
    private static final DriverOptions IMPATIENT =
            DriverOptions.DEFAULT.withPatience(Duration.ofMillis(150), Duration.ofMillis(150));

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(20));
    }

    private static void write(Link link, String text) {
        link.write(text.getBytes(US_ASCII), 0, text.length(), soon());
        link.flush(soon());
    }

    @Test
    void a_busy_module_is_asked_again_until_it_takes_the_command() { // at-protocol §3.4, F4
        var answers = new ArrayDeque<>(List.of("\r\nbusy p...\r\n", "\r\nbusy p...\r\n", "+CWHOSTNAME:pi\r\n" + OK));
        var module = ScriptedModule.nonOs17().on("AT\\+CWHOSTNAME\\?", m -> answers.poll());
        try (var driver = AtDriver.open(module)) {
            assertEquals("pi", driver.station().hostname(soon()));
            assertEquals(3, module.count("AT\\+CWHOSTNAME\\?"));
        }
    }

    @Test
    void a_module_that_stays_busy_ends_in_BUSY_at_the_deadline() {
        var module = ScriptedModule.nonOs17();
        try (var driver = AtDriver.open(module)) {
            module.on("AT\\+CWHOSTNAME\\?", "\r\nbusy p...\r\n");
            var busy = assertThrows(
                    AtException.class, () -> driver.station().hostname(Deadline.in(Duration.ofMillis(300))));
            assertEquals(Kind.BUSY, busy.kind());
        }
    }

    @Test
    void a_lost_reply_is_noticed_by_a_probe_and_the_question_repeated() { // at-protocol §16.7
        var answers = new ArrayDeque<>(List.of("", "+CWHOSTNAME:pi\r\n" + OK));
        var module = ScriptedModule.nonOs17().on("AT\\+CWHOSTNAME\\?", m -> answers.poll());
        try (var driver = AtDriver.open(module, IMPATIENT)) {
            assertEquals("pi", driver.station().hostname(soon()));
        }
    }

    @Test
    void an_answer_that_comes_while_a_probe_asks_is_taken_for_the_first_question() {
        var module = ScriptedModule.nonOs17().on("AT\\+CWHOSTNAME\\?", "");
        try (var driver = AtDriver.open(module, IMPATIENT)) {
            module.on("AT\\+CIPMUX\\?", "+CWHOSTNAME:pi\r\n" + OK + "+CIPMUX:1\r\n" + OK);
            assertEquals("pi", driver.station().hostname(soon()));
            assertEquals(1, module.count("AT\\+CWHOSTNAME\\?"));
        }
    }

    @Test
    void a_late_final_of_a_given_up_command_is_never_taken_for_the_next_ones() {
        var module = ScriptedModule.nonOs17().on("AT\\+CWHOSTNAME\\?", "");
        try (var driver = AtDriver.open(module)) {
            assertThrows(AtException.class, () -> driver.station().hostname(Deadline.in(Duration.ofMillis(50))));
            module.on("AT\\+CIPMUX\\?", ERROR + "+CIPMUX:1\r\n" + OK); // the late ERROR, then the probe's answer
            module.on("AT\\+CIPSTAMAC_CUR\\?", "+CIPSTAMAC_CUR:\"5c:cf:7f:00:00:01\"\r\n" + OK);
            assertEquals("5c:cf:7f:00:00:01", driver.station().mac(soon()));
        }
    }

    @Test
    void an_answer_from_before_the_start_is_not_taken_for_a_sign_of_another_restart() { // at-protocol §2.2, §16.7
        var asked = new AtomicInteger();
        var module = ScriptedModule.nonOs17().on("ATE0", OK); // the OK of an AT that was typed while the module started
        module.on(
                "AT\\+CIPMUX\\?",
                m -> asked.getAndIncrement() == 0
                        ? "ATE0\r\n" + OK + "AT+CIPMUX?\r\n\r\nbusy p...\r\n"
                        : "+CIPMUX:1\r\n" + OK);
        try (var driver = AtDriver.open(module)) {
            assertEquals(List.of(), driver.raw("AT", soon()));
            assertEquals(0, module.count("AT\\+RST"));
            assertEquals(2, module.count("ATE0"));
        }
    }

    /** A module that lags: it says what it owes of before, and owes the answer to what it is asked. */
    private static String lagging(ArrayDeque<String> owed, String answer) {
        owed.add(answer);
        return owed.poll();
    }

    /** It has caught up. */
    private static String all(ArrayDeque<String> owed, String answer) {
        String said = String.join("", owed) + answer;
        owed.clear();
        return said;
    }

    @Test
    void answers_to_probes_that_come_in_a_row_end_no_later_command() { // at-protocol §14, §16.7
        var module = ScriptedModule.nonOs17();
        var owed = new ArrayDeque<String>();
        module.on("AT\\+CWHOSTNAME\\?", m -> {
            if (module.count("AT\\+CWHOSTNAME\\?") == 1) {
                owed.add(""); // nothing at all, and from now on one behind
                return "";
            }
            return owed.isEmpty() ? "+CWHOSTNAME:pi\r\n" + OK : lagging(owed, "+CWHOSTNAME:pi\r\n" + OK);
        });
        try (var driver = AtDriver.open(module, IMPATIENT)) {
            module.on("AT\\+CIPMUX\\?", m -> lagging(owed, "+CIPMUX:1\r\n" + OK));
            module.on("AT\\+CWMODE\\?", m -> all(owed, "+CWMODE:1\r\n" + OK));
            assertEquals("pi", driver.station().hostname(soon()));
        }
    }

    @Test
    void a_probe_that_is_answered_behind_the_command_it_asked_about_ends_no_later_one() { // at-protocol §16.1 I7, §16.7
        String mac = "+CIPSTAMAC_CUR:\"5c:cf:7f:00:00:01\"\r\n" + OK;
        var module = ScriptedModule.nonOs17();
        var owed = new ArrayDeque<String>();
        module.on("AT\\+CWHOSTNAME\\?", m -> {
            owed.add("+CWHOSTNAME:pi\r\n" + OK);
            return "";
        });
        module.on("AT\\+CIPSTAMAC_CUR\\?", m -> owed.isEmpty() ? mac : lagging(owed, mac));
        try (var driver = AtDriver.open(module, IMPATIENT)) {
            module.on("AT\\+CIPMUX\\?", m -> lagging(owed, "+CIPMUX:1\r\n" + OK));
            module.on("AT\\+CWMODE\\?", m -> all(owed, "+CWMODE:1\r\n" + OK));
            assertEquals("pi", driver.station().hostname(soon()));
            assertEquals("5c:cf:7f:00:00:01", driver.station().mac(soon()));
        }
    }
}
