package io.github.wroom4j.doctor;

import io.github.wroom4j.at.AccessPoint;
import io.github.wroom4j.at.AtEvents;
import io.github.wroom4j.at.AtException;
import io.github.wroom4j.at.AtModule;
import io.github.wroom4j.at.Capabilities;
import io.github.wroom4j.at.Capabilities.Feature;
import io.github.wroom4j.at.Firmware;
import io.github.wroom4j.at.Link;
import io.github.wroom4j.at.LinkRequest;
import io.github.wroom4j.at.Listener;
import io.github.wroom4j.at.SoftAp;
import io.github.wroom4j.at.SslSettings;
import io.github.wroom4j.at.Station;
import io.github.wroom4j.at.TimeSource;
import io.github.wroom4j.at.Timeouts;
import io.github.wroom4j.at.Transcript;
import io.github.wroom4j.hal.Clock;
import io.github.wroom4j.hal.Deadline;
import io.github.wroom4j.testing.SocketModule;
import java.net.InetAddress;
import java.util.EnumSet;
import java.util.List;

/** The module made of sockets, saying that it is another firmware: all that the doctor sees of one. */
final class FirmwareModule implements AtModule {
    private final SocketModule sockets;
    private final Firmware firmware;
    private final Capabilities capabilities;
    private final int sslBuffer;

    private FirmwareModule(SocketModule sockets, Firmware.Family family, String at, String sdk, int sslBuffer) {
        this.sockets = sockets;
        this.sslBuffer = sslBuffer;
        firmware = new Firmware(family, at, sdk, List.of("AT version:" + at, "SDK version:" + sdk), "test", true);
        var features = EnumSet.of(Feature.RESOLVE);
        features.add(family == Firmware.Family.NONOS_0_40 ? Feature.SDK_TLS : Feature.SSL);
        if (sslBuffer > 0) {
            features.add(Feature.SSL_BUFFER_SIZE);
        }
        capabilities = new Capabilities(features, 5, 1, 2048, sslBuffer > 0 ? 2048 : 0, sslBuffer > 0 ? 4096 : 0);
    }

    static FirmwareModule of(String profile, SocketModule sockets) {
        return switch (profile) {
            case "at-0.40" -> new FirmwareModule(sockets, Firmware.Family.NONOS_0_40, "0.40.0.0", "1.3.0", 0);
            case "at-0.60" -> new FirmwareModule(sockets, Firmware.Family.NONOS, "0.60.0.0", "1.4.0", 2048);
            case "at-1.7" -> new FirmwareModule(sockets, Firmware.Family.NONOS, "1.7.4.0", "3.0.4", 2048);
            case "at-1.7.6" -> new FirmwareModule(sockets, Firmware.Family.NONOS, "1.7.6.0", "3.0.6", 2048);
            case "esp-at-2.3" -> new FirmwareModule(sockets, Firmware.Family.ESP_AT, "2.3.0.0", "v3.4", 0);
            case "atmod-0.5" -> new FirmwareModule(sockets, Firmware.Family.ATMOD, "0.5.0", "2.2.2", 0);
            default -> throw new IllegalArgumentException("no profile " + profile);
        };
    }

    @Override
    public Firmware version() {
        return firmware;
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public List<String> raw(String command, Deadline deadline) {
        if (command.equals("AT+CIPSSLSIZE?") && sslBuffer > 0) {
            return List.of("+CIPSSLSIZE:" + sslBuffer);
        }
        throw new AtException(AtException.Kind.ERROR_REPLY, "no such command: " + command, "ERROR");
    }

    @Override
    public Clock clock() {
        return sockets.clock();
    }

    @Override
    public Timeouts timeouts() {
        return sockets.timeouts();
    }

    @Override
    public void join(String ssid, String password, Deadline deadline) {
        sockets.join(ssid, password, deadline);
    }

    @Override
    public Station station() {
        return sockets.station();
    }

    @Override
    public SoftAp softAp() {
        return sockets.softAp();
    }

    @Override
    public TimeSource time() {
        return sockets.time();
    }

    @Override
    public SslSettings ssl() {
        return sockets.ssl();
    }

    @Override
    public List<AccessPoint> scan(Deadline deadline) {
        return sockets.scan(deadline);
    }

    @Override
    public InetAddress resolve(String host, Deadline deadline) {
        return sockets.resolve(host, deadline);
    }

    @Override
    public int ping(String host, Deadline deadline) {
        return sockets.ping(host, deadline);
    }

    @Override
    public Link open(LinkRequest request, Deadline deadline) {
        return sockets.open(request, deadline);
    }

    @Override
    public Listener listen(int port, Deadline deadline) {
        return sockets.listen(port, deadline);
    }

    @Override
    public AtEvents events() {
        return sockets.events();
    }

    @Override
    public Transcript transcript() {
        return sockets.transcript();
    }

    @Override
    public void restart(Deadline deadline) {
        sockets.restart(deadline);
    }

    @Override
    public void close() {
        sockets.close();
    }
}
