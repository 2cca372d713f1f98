package io.github.wroom4j.at.driver;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtException.Kind;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.hal.UartConfig;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A board whose RTS stops the module: memory for pushed bytes is bounded, and nothing is lost by it. */
@Timeout(60)
class FlowControlTest {
    private static final LinkRequest PEER = LinkRequest.tcp("10.0.0.2", 80);
    private static final DriverOptions SMALL =
            DriverOptions.DEFAULT.withReceiveLimit(2000).withPatience(Duration.ofMillis(300), Duration.ofMillis(300));

    private static Deadline soon() {
        return Deadline.in(Duration.ofSeconds(20));
    }

    private static ScriptedModule module() {
        var module = ScriptedModule.nonOs040().on("AT\\+UART_CUR=.*", ScriptedModule.OK);
        module.uart().configure(UartConfig.DEFAULT.withFlow(UartConfig.Flow.RTS_CTS));
        return module;
    }

    private static String id(ScriptedModule module, int nth) {
        List<String> starts = module.commands().stream()
                .filter(c -> c.startsWith("AT+CIPSTART="))
                .toList();
        return starts.get(nth).substring(12, 13);
    }

    private static Thread pushing(ScriptedModule module, String id, int frames, String last) {
        var thread = new Thread(() -> {
            for (int i = 0; i < frames; i++) {
                module.say("\r\n+IPD," + id + ",1000:" + ("" + (char) ('a' + i % 26)).repeat(1000));
            }
            module.say(last);
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @Test
    void the_module_is_told_of_the_boards_flow_control() {
        var module = module();
        try (var driver = AtDriver.open(module)) {
            assertEquals(List.of(), driver.raw("AT", soon()));
            assertEquals(1, module.count("AT\\+UART_CUR=115200,8,1,0,3"));
        }
    }

    @Test
    void a_stream_far_longer_than_the_buffer_arrives_whole() throws InterruptedException {
        var module = module();
        try (var driver = AtDriver.open(module, SMALL);
                Link link = driver.open(PEER)) {
            Thread push = pushing(module, id(module, 0), 200, "");
            var got = new byte[700];
            for (int read = 0; read < 200_000; ) {
                int n = link.read(got, 0, Math.min(got.length, 200_000 - read), soon());
                assertTrue(n > 0, "read gave " + n + " after " + read);
                for (int i = 0; i < n; i++) {
                    assertEquals('a' + (read + i) / 1000 % 26, got[i], "byte " + (read + i));
                }
                read += n;
            }
            push.join(10_000);
        }
    }

    @Test
    void a_link_that_nobody_reads_gives_way_to_those_who_wait() {
        var module = module();
        try (var driver = AtDriver.open(module, SMALL);
                Link idle = driver.open(PEER);
                Link other = driver.open(PEER)) {
            pushing(module, id(module, 0), 60, "\r\n+IPD," + id(module, 1) + ",4:ping");
            var got = new byte[4000];
            assertEquals(4, other.read(got, 0, 4, soon()));
            assertEquals("ping", new String(got, 0, 4, US_ASCII));
            int read = 0;
            AtException broken = null;
            while (broken == null) {
                try {
                    int n = idle.read(got, 0, got.length, soon());
                    assertTrue(n > 0, "read gave " + n);
                    read += n;
                } catch (AtException e) {
                    broken = e;
                }
            }
            assertEquals(Kind.LINK_BROKEN, broken.kind());
            assertTrue(broken.getMessage().contains("nobody read"), broken.getMessage());
            assertTrue(read <= 2000, "held " + read);
            assertThrows(AtException.class, () -> idle.write(got, 0, 1, soon()));
        }
    }
}
