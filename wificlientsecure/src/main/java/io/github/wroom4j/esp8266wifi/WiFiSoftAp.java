package io.github.wroom4j.esp8266wifi;

import io.github.wroom4j.arduino.ClientError;
import io.github.wroom4j.arduino.ClientError.Stage;
import io.github.wroom4j.arduino.IPAddress;
import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.at.SoftAp;
import io.github.wroom4j.at.Station;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** The module as an access point (WF-30, WF-31). */
abstract class WiFiSoftAp extends WiFiEvents {
    private String apName = "";
    private String apPassword = "";

    WiFiSoftAp(SketchContext context) {
        super(context);
    }

    /** Starts an open access point. */
    public boolean softAP(String name) {
        return softAP(name, "");
    }

    public boolean softAP(String name, String password) {
        return softAP(name, password, 1, false, 4);
    }

    /**
     * Starts an access point.
     *
     * @param name 1 … 32 bytes
     * @param password empty, or 8 … 63 characters (the core's 64 hex digits are not for AT)
     * @param channel 1 … 13
     * @param maxConnections 1 … 8
     */
    public boolean softAP(String name, String password, int channel, boolean hidden, int maxConnections) {
        String secret = password == null ? "" : password;
        int bytes = name == null ? 0 : name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > 32) {
            return refused("an access point's name has 1 … 32 bytes");
        }
        if (!secret.isEmpty() && (secret.length() < 8 || secret.length() > 63)) {
            return refused("an access point's password is empty or has 8 … 63 characters");
        }
        if (channel < 1 || channel > 13 || maxConnections < 1 || maxConnections > 8) {
            return refused("channel is 1 … 13 and maxConnections 1 … 8");
        }
        enableAP(true);
        var config = new SoftAp.Config(name, secret, channel, hidden, maxConnections);
        boolean started = done(() -> module().softAp().start(config, commandDeadline()));
        apName = started ? name : apName;
        apPassword = started ? secret : apPassword;
        return started;
    }

    /**
     * Gives the access point an address and a network (WF-31); to be called before or after {@link #softAP}.
     *
     * @return false with the reason if the gateway is outside, or this firmware refuses
     */
    public boolean softAPConfig(IPAddress local, IPAddress gateway, IPAddress subnet) {
        if (!local.isSet() || (local.v4() & subnet.v4()) != (gateway.v4() & subnet.v4())) {
            return refused("gateway " + gateway + " is not in the network of " + local);
        }
        enableAP(true);
        var fixed = new Station.IpConfig(local.toInetAddress(), gateway.toInetAddress(), subnet.toInetAddress());
        return done(() -> module().softAp().address(fixed, commandDeadline()));
    }

    private boolean refused(String message) {
        failed(new ClientError(Stage.SETTINGS, message));
        return false;
    }

    public boolean softAPdisconnect() {
        return softAPdisconnect(false);
    }

    public boolean softAPdisconnect(boolean wifiOff) {
        boolean stopped = done(() -> module().softAp().stop(commandDeadline()));
        if (wifiOff) {
            enableAP(false);
        }
        apName = "";
        apPassword = "";
        return stopped;
    }

    /** How many stations are connected; 0 if the module does not say. */
    public int softAPgetStationNum() {
        List<SoftAp.Client> clients = asked(() -> module().softAp().clients(commandDeadline()), List.of());
        return clients.size();
    }

    /** 192.168.4.1 unless configured; unset if the module does not say. */
    public IPAddress softAPIP() {
        SoftAp.Client self = asked(() -> module().softAp().self(commandDeadline()), null);
        return self == null ? new IPAddress() : IPAddress.of(self.ip());
    }

    public String softAPmacAddress() {
        SoftAp.Client self = asked(() -> module().softAp().self(commandDeadline()), null);
        return self == null ? "" : self.mac().toUpperCase(Locale.ROOT);
    }

    public String softAPSSID() {
        return apName;
    }

    public String softAPPSK() {
        return apPassword;
    }
}
