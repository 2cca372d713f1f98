package io.github.wroom4j.mock;

import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.Surroundings;
import io.github.wroom4j.mock.chip.ResetReason;
import io.github.wroom4j.mock.faults.Fault;
import io.github.wroom4j.mock.faults.Faults;
import io.github.wroom4j.mock.lwip.NetworkConditions;
import io.github.wroom4j.mock.radio.Air;
import io.github.wroom4j.mock.radio.AirAccessPoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** What people change around a mock while it runs. The facts of a firmware (F5, F8, F12, F14) are none of that. */
final class MockSurroundings implements Surroundings {
    private final MockWroom02 mock;
    private final Faults plan;
    private final Runnable planChanged;
    /** Access points that were taken out of the air, by name. */
    private final Map<String, AirAccessPoint> gone = new ConcurrentHashMap<>();
    /** What is switched on, with the fault that it put into the plan, if it put one there. */
    private final Map<String, Optional<Fault>> on = new ConcurrentHashMap<>();

    /** The table below, made when somebody first looks at it: most mocks are never watched. */
    private volatile Map<String, Kind> kinds;

    /** One row of the table below. */
    private record Kind(String name, String does, Effect effect) {}

    /** What a switch moves. */
    private sealed interface Effect {
        /** Happens at once and is over. */
        record Once(Runnable event) implements Effect {}

        /** A condition of the network. */
        record Condition(BiConsumer<NetworkConditions, Boolean> set) implements Effect {}

        /** A fault of the plan, as {@link Faults#parse} reads it. */
        record Planned(String fault) implements Effect {}
    }

    /**
     * @param mock whose they are
     * @param plan its faults
     * @param planChanged called in the module's task when a fault was put into the plan or taken out
     */
    MockSurroundings(MockWroom02 mock, Faults plan, Runnable planChanged) {
        this.mock = mock;
        this.plan = plan;
        this.planChanged = planChanged;
    }

    private Map<String, Kind> kinds() {
        Map<String, Kind> made = kinds;
        if (made == null) {
            made = new LinkedHashMap<>();
            fill(made);
            kinds = made;
        }
        return made;
    }

    private void fill(Map<String, Kind> all) {
        once(all, "watchdog", "the module restarts by its watchdog", () -> mock.reset(ResetReason.WDT));
        once(all, "brown-out", "the supply dips and the module restarts", () -> mock.reset(ResetReason.DEFAULT));
        network(all, "latency", "what arrives comes 300 ms later", (net, yes) -> net.latency(millis(yes ? 300 : 0)));
        network(all, "bandwidth", "2000 bytes a second arrive", (net, yes) -> net.bytesPerSecond(yes ? 2000 : 0));
        network(
                all,
                "slicer",
                "what arrives comes in pieces of 7 bytes",
                (net, yes) -> net.segment(yes ? 7 : Integer.MAX_VALUE));
        network(all, "slow-ack", "acknowledgements take 500 ms", (net, yes) -> net.ackDelay(millis(yes ? 500 : 0)));
        network(
                all,
                "slow-close",
                "the end of a connection takes 2 s",
                (net, yes) -> net.closeDelay(millis(yes ? 2000 : 0)));
        network(
                all,
                "reset",
                "each new connection is reset after 1 s",
                (net, yes) -> net.resetTime(millis(yes ? 1000 : 0)));
        network(
                all,
                "limit",
                "each connection is reset after 2000 bytes",
                (net, yes) -> net.resetAfter(yes ? 2000 : Long.MAX_VALUE));
        network(all, "syn-lost", "attempts to connect stay unanswered", NetworkConditions::synLost);
        network(all, "acks-lost", "what is sent is never acknowledged", NetworkConditions::acksLost);
        network(all, "dns-silent", "the name server is silent", NetworkConditions::dnsSilent);
        planned(all, "stuck-prompt", "the prompt of a send never comes");
        planned(all, "lost-ipd", "announcements of data are lost");
        planned(all, "late-closed", "CLOSED comes 500 ms late");
        planned(all, "F4@20%", "every fifth command is answered busy");
        planned(all, "F7@20%", "every fifth SEND OK is lost");
        planned(all, "F10", "SEND OK comes 20 ms late");
        planned(all, "F1", "CONNECT comes between a command and its echo");
        planned(all, "F2", "data comes between a send and its Recv");
        planned(all, "F3", "SEND OK stands inside a frame that did not count it");
        planned(all, "F6", "CLOSED overtakes the last data");
        planned(all, "F9", "the module restarts at an SSL connection");
        planned(all, "F11", "noise around ready");
        planned(all, "F13", "the first byte of a payload is wrong");
        planned(all, "overrun", "bursts beyond the FIFO of 128 bytes are lost");
        planned(all, "dropped-to-host@0.1%", "1 of 1000 bytes from the module is lost");
        planned(all, "corrupted-to-host@0.1%", "1 of 1000 bytes from the module is wrong");
        planned(all, "duplicated-to-host@0.1%", "1 of 1000 bytes from the module comes twice");
        planned(all, "dropped-to-module@0.1%", "1 of 1000 bytes to the module is lost");
        planned(all, "corrupted-to-module@0.1%", "1 of 1000 bytes to the module is wrong");
        planned(all, "duplicated-to-module@0.1%", "1 of 1000 bytes to the module comes twice");
    }

    private static void once(Map<String, Kind> all, String name, String does, Runnable event) {
        all.put(name, new Kind(name, does, new Effect.Once(event)));
    }

    private static void network(
            Map<String, Kind> all, String name, String does, BiConsumer<NetworkConditions, Boolean> set) {
        all.put(name, new Kind(name, does, new Effect.Condition(set)));
    }

    private static void planned(Map<String, Kind> all, String fault, String does) {
        all.put(fault, new Kind(fault, does, new Effect.Planned(fault)));
    }

    private static Duration millis(int amount) {
        return Duration.ofMillis(amount);
    }

    @Override
    public void wire(int pin, Wire to) {
        if (mock.pin(pin) instanceof LoosePin loose) {
            loose.wire(to);
        } else {
            throw new BoardException(BoardException.Kind.UNSUPPORTED, "pin " + pin + " has its wire already");
        }
    }

    @Override
    public List<Network> networks() {
        Air air = mock.air();
        var all = new ArrayList<Network>();
        air.points().forEach(point -> all.add(told(point, true)));
        gone.values().stream()
                .filter(point -> air.find(point.ssid()).isEmpty())
                .forEach(point -> all.add(told(point, false)));
        return all;
    }

    private static Network told(AirAccessPoint point, boolean onAir) {
        return new Network(point.ssid(), point.channel(), point.rssi(), onAir);
    }

    @Override
    public void network(String name, boolean onAir) {
        Optional<AirAccessPoint> heard = mock.air().find(name);
        if (!onAir) {
            heard.ifPresent(point -> {
                gone.put(name, point);
                mock.air().remove(name);
            });
        }
        if (heard.isEmpty()) {
            AirAccessPoint back = gone.get(name);
            if (back == null) {
                throw new IllegalArgumentException("there is no access point of that name");
            }
            if (onAir) {
                gone.remove(name);
                mock.air().add(back);
            }
        }
    }

    @Override
    public List<Trouble> troubles() {
        return kinds().values().stream()
                .map(kind -> new Trouble(
                        kind.name, kind.does, on.containsKey(kind.name), kind.effect instanceof Effect.Once))
                .toList();
    }

    @Override
    public void trouble(String name, boolean yes) {
        Kind kind = kinds().get(name);
        if (kind == null) {
            throw new IllegalArgumentException("there is no trouble of that name");
        }
        if (kind.effect instanceof Effect.Once once) {
            if (yes) {
                once.event.run();
            }
            return;
        }
        // One after the other, and where the plan is asked.
        mock.chip().board().run(() -> {
            if (yes == on.containsKey(name)) {
                return;
            }
            if (kind.effect instanceof Effect.Condition condition) {
                condition.set.accept(mock.network(), yes);
                set(name, yes, Optional.empty());
            } else if (kind.effect instanceof Effect.Planned planned) {
                plan(name, planned.fault, yes);
            }
        });
    }

    private void plan(String name, String fault, boolean yes) {
        Consumer<Fault> out = plan::without;
        if (yes) {
            Fault made = Faults.parse(fault);
            plan.and(made);
            set(name, true, Optional.of(made));
        } else {
            on.get(name).ifPresent(out);
            set(name, false, Optional.empty());
        }
        planChanged.run();
    }

    private void set(String name, boolean yes, Optional<Fault> fault) {
        if (yes) {
            on.put(name, fault);
        } else {
            on.remove(name);
        }
    }

    @Override
    public List<OpenPort> ports() {
        return mock.reach().hostPorts().open().stream()
                .map(served -> new OpenPort(served.port(), served.transport().name(), served.where()))
                .toList();
    }
}
