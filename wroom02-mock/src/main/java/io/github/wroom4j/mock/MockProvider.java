package io.github.wroom4j.mock;

import io.github.wroom4j.hal.Board;
import io.github.wroom4j.hal.BoardAddress;
import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.BoardProvider;
import io.github.wroom4j.mock.faults.Faults;
import io.github.wroom4j.mock.radio.AirAccessPoint;
import io.github.wroom4j.mock.sdk.HeapModel;
import io.github.wroom4j.mock.sdk.SdkRelease;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Opens {@code mock:PROFILE?key=value}: the keys are those of the builder. */
public final class MockProvider implements BoardProvider {
    private static final Set<String> KEYS = Set.of(
            "ap",
            "pace",
            "realtime",
            "seed",
            "sdk",
            "heap",
            "image",
            "fault",
            "route",
            "dns",
            "flash",
            "open",
            "serve");
    private static final Pattern PORTS = Pattern.compile("(\\d{1,5}):(\\d{1,5})");
    private static final Map<String, SdkRelease> RELEASES =
            Map.of("P0", SdkRelease.P0, "P1", SdkRelease.P1, "P14", SdkRelease.P14);

    @Override
    public Set<String> schemes() {
        return Set.of("mock");
    }

    @Override
    public Board open(BoardAddress address) {
        address.allowOnly(KEYS);
        try {
            return builder(address).build();
        } catch (IllegalArgumentException e) {
            throw new BoardException(BoardException.Kind.BAD_ADDRESS, "mock: " + e.getMessage(), e);
        }
    }

    @Override
    public List<BoardAddress> discover() {
        return List.of();
    }

    /** What an address describes, not yet switched on; for programs that serve a mock to others. */
    public static MockBuilder builder(BoardAddress address) {
        MockBuilder builder = MockWroom02.builder().profile(address.target());
        address.value("sdk").ifPresent(name -> builder.sdk(release(name)));
        address.value("heap").ifPresent(text -> builder.heap(HeapModel.of(text)));
        address.value("image").ifPresent(builder::image);
        address.parts("ap").forEach(part -> builder.accessPoint(accessPoint(part)));
        address.values("route").forEach(text -> {
            String[] ends = pair(text, "route", "host:port=host:port");
            builder.route(ends[0], ends[1]);
        });
        address.values("dns").forEach(text -> {
            String[] ends = pair(text, "dns", "name=address");
            builder.dns(ends[0], ends[1]);
        });
        address.values("serve").forEach(text -> serve(builder, text));
        if (address.value("pace").isPresent()) {
            builder.pace(address.number("pace", 115_200, 110, 5_000_000));
        }
        if (on(address, "realtime")) {
            builder.realTime();
        }
        if (on(address, "open")) {
            builder.open();
        }
        address.value("seed").ifPresent(text -> builder.seed(number(text)));
        List<String> faults = address.values("fault");
        if (!faults.isEmpty()) {
            var plan =
                    new Faults(address.value("seed").map(MockProvider::number).orElse(0L));
            faults.forEach(plan::and);
            builder.faults(plan);
        }
        address.value("flash").ifPresent(text -> builder.flash(path(text)));
        return builder.address(address.toString());
    }

    private static void serve(MockBuilder builder, String text) {
        var ports = PORTS.matcher(text);
        if (!ports.matches()) {
            throw new IllegalArgumentException("serve=" + text + ": write serve=PORT:PORT, the module's and this"
                    + " computer's, as in serve=80:8080");
        }
        builder.serve(Integer.parseInt(ports.group(1)), Integer.parseInt(ports.group(2)));
    }

    private static boolean on(BoardAddress address, String key) {
        String value = address.value(key).orElse("no");
        return switch (value) {
            case "", "yes", "1", "true" -> true;
            case "no", "0", "false" -> false;
            default -> throw new IllegalArgumentException(key + "=" + value + ": write " + key + " or " + key + "=no");
        };
    }

    private static SdkRelease release(String name) {
        SdkRelease release = RELEASES.get(name.toUpperCase(java.util.Locale.ROOT));
        if (release == null) {
            throw new IllegalArgumentException("sdk=" + name + ": there are P0, P1 and P14");
        }
        return release;
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("seed=" + text + " is not a number", e);
        }
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("flash=" + text + " is not a path", e);
        }
    }

    private static String[] pair(String text, String key, String shape) {
        int equals = text.indexOf('=');
        if (equals < 1 || equals == text.length() - 1) {
            throw new IllegalArgumentException(key + "=" + text + ": write " + key + "=" + shape);
        }
        return new String[] {text.substring(0, equals), text.substring(equals + 1)};
    }

    /** {@code ssid/password[/channel[/rssi]]}; a slash inside is written {@code %2F}. */
    private static AirAccessPoint accessPoint(List<String> part) {
        if (part.size() > 4 || part.get(0).isEmpty()) {
            throw new IllegalArgumentException("ap: write ap=ssid/password/channel/rssi, the last two if needed");
        }
        String ssid = part.get(0);
        String password = part.size() > 1 ? part.get(1) : "";
        AirAccessPoint point = AirAccessPoint.of(ssid, password);
        try {
            if (part.size() > 2) {
                point = point.onChannel(Integer.parseInt(part.get(2)));
            }
            if (part.size() > 3) {
                point = point.at(Integer.parseInt(part.get(3)));
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("ap=" + ssid + ": channel and rssi are numbers, as in /6/-52", e);
        }
        return point;
    }
}
