package io.github.wroom4j.mock.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.ManualClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EventLoopTest {
    @Test
    void tasks_run_in_order_and_know_their_lane() {
        try (var loop = EventLoop.start(Clock.system())) {
            Lane lane = loop.lane("one");
            var order = new CopyOnWriteArrayList<Integer>();
            for (int i = 0; i < 100; i++) {
                int n = i;
                lane.post(() -> order.add(n));
            }
            assertSame(lane, lane.call(Lane::current));
            assertNull(Lane.current());
            assertEquals(java.util.stream.IntStream.range(0, 100).boxed().toList(), order);
        }
    }

    @Test
    void a_task_that_throws_ends_alone() {
        try (var loop = EventLoop.start(Clock.system())) {
            Lane lane = loop.lane("one");
            lane.post(() -> {
                throw new IllegalStateException("meant to fail, in a test");
            });
            assertEquals(1, lane.call(() -> 1));
            assertThrows(
                    ArithmeticException.class,
                    () -> lane.call(() -> {
                        throw new ArithmeticException("meant to reach the caller");
                    }));
        }
    }

    @Test
    void a_manual_clock_wakes_the_selector_and_timers_run_in_order() {
        var clock = new ManualClock();
        try (var loop = EventLoop.start(clock)) {
            Lane lane = loop.lane("one");
            var order = new CopyOnWriteArrayList<String>();
            lane.run(() -> {
                lane.after(Duration.ofSeconds(2), () -> order.add("second"));
                lane.after(Duration.ofSeconds(1), () -> order.add("first"));
                lane.after(Duration.ofSeconds(3), () -> order.add("cancelled")).cancel();
            });
            assertTrue(clock.runUntil(() -> order.size() == 2, Duration.ofSeconds(5)));
            clock.advance(Duration.ofSeconds(5));
            lane.run(() -> {});
            lane.run(() -> {});
            assertEquals(List.of("first", "second"), order);
        }
    }

    @Test
    void a_chain_of_timers_keeps_its_rhythm_when_the_clock_jumps() {
        var clock = new ManualClock();
        try (var loop = EventLoop.start(clock)) {
            Lane lane = loop.lane("one");
            var seconds = new CopyOnWriteArrayList<Long>();
            long start = clock.nanos();
            class Chain implements Runnable {
                @Override
                public void run() {
                    seconds.add((lane.nanos() - start) / 1_000_000_000L);
                    if (seconds.size() < 5) {
                        lane.after(Duration.ofSeconds(1), this);
                    }
                }
            }
            lane.run(() -> lane.after(Duration.ofSeconds(1), new Chain()));
            clock.advance(Duration.ofSeconds(60));
            assertTrue(clock.runUntil(() -> seconds.size() == 5, Duration.ofSeconds(1)));
            assertEquals(List.of(1L, 2L, 3L, 4L, 5L), seconds);
        }
    }

    @Test
    void a_closed_lane_drops_its_tasks_timers_and_channels() throws IOException {
        var clock = new ManualClock();
        try (var loop = EventLoop.start(clock)) {
            Lane lane = loop.lane("gone");
            var ran = new CopyOnWriteArrayList<String>();
            ServerSocketChannel channel = ServerSocketChannel.open();
            channel.configureBlocking(false);
            channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            lane.run(() -> {
                try {
                    lane.watch(channel, SelectionKey.OP_ACCEPT, ready -> ran.add("accepted"));
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
                lane.after(Duration.ofSeconds(1), () -> ran.add("timer"));
                lane.post(() -> ran.add("task"));
                lane.close();
            });
            clock.advance(Duration.ofSeconds(2));
            Lane other = loop.lane("other");
            other.run(() -> {});
            other.run(() -> {});
            assertEquals(List.of(), ran);
            assertFalse(channel.isOpen());
            assertThrows(IllegalStateException.class, () -> lane.call(() -> 1));
        }
    }

    @Test
    void a_ready_channel_reaches_its_lane() throws Exception {
        try (var loop = EventLoop.start(Clock.system());
                var channel = ServerSocketChannel.open()) {
            Lane lane = loop.lane("one");
            channel.configureBlocking(false);
            channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            var reached = new CountDownLatch(1);
            lane.call(() -> lane.watch(channel, SelectionKey.OP_ACCEPT, ready -> {
                if (Lane.current() == lane) {
                    reached.countDown();
                }
            }));
            try (var client = new Socket(
                    InetAddress.getLoopbackAddress(), channel.socket().getLocalPort())) {
                assertTrue(reached.await(20, TimeUnit.SECONDS), client.toString());
            }
        }
    }

    @Test
    void a_closed_loop_answers_no_more_calls() {
        var loop = EventLoop.start(Clock.system());
        Lane lane = loop.lane("one");
        loop.close();
        assertThrows(IllegalStateException.class, () -> lane.call(() -> 1));
    }
}
