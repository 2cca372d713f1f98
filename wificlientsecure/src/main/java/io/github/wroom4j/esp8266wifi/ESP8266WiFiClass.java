package io.github.wroom4j.esp8266wifi;

import io.github.wroom4j.arduino.CString;
import io.github.wroom4j.arduino.ClientError;
import io.github.wroom4j.arduino.ClientError.Stage;
import io.github.wroom4j.arduino.IPAddress;
import io.github.wroom4j.arduino.Print;
import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.arduino.SketchInterrupted;
import io.github.wroom4j.at.AccessPoint;
import io.github.wroom4j.at.AtEvents;
import io.github.wroom4j.at.SleepMode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * {@code WiFi}: the module as a station and as an access point, scans, events and sleep (rules WF-10 … WF-42). Each is a part
 * of its own; here are Arduino's names for what they do.
 *
 * <p>{@link #begin} returns at once and joins in a thread of its own; {@link #status()} never asks the module. Calls that
 * ask it (addresses, names) may block for one command and give an unset value when it fails; {@link #getLastError()}
 * has the reason. Safe for use by several threads.
 *
 * <p>Names and passwords end at their first NUL, as C's do.
 *
 * <p>Event handlers run on the driver's event thread and must not block on the network: a handler that blocks holds up all
 * others. A subscription lasts until the returned handler is closed: it does not end when the handler is dropped, as in C++.
 *
 * <p><b>Caveats:</b> the password is remembered in this object's memory for {@link #reconnect} and never read back
 * from the module. The channel of {@code begin} is not passed on: AT looks on all of them. A firmware that keeps its network in flash
 * may join by itself before a sketch says so. Events come as the firmware reports them, and old firmwares report few of them;
 * two kinds are never called, because AT has no word for them.
 */
public class ESP8266WiFiClass implements WiFiTypes, WiFiEvents {
    private final ModuleCalls calls;
    private final WiFiMode mode;
    private final WiFiStation station;
    private final WiFiAddresses addresses;
    private final WiFiSoftAp accessPoint;
    private final WiFiScan scan;
    private final WiFiSubscriptions subscriptions;
    private final WiFiState ownState = new WiFiState();
    private volatile int sleepMode = WIFI_MODEM_SLEEP;
    private boolean persistent;
    private boolean autoConnect;
    private boolean autoReconnect = true;

    /** {@code WiFi} of a sketch. */
    public static ESP8266WiFiClass of(SketchContext context) {
        return context.part(ESP8266WiFiClass.class, ESP8266WiFiClass::new);
    }

    private ESP8266WiFiClass(SketchContext context) {
        calls = new ModuleCalls(context);
        mode = new WiFiMode(calls);
        station = new WiFiStation(calls, mode);
        addresses = new WiFiAddresses(calls, station);
        accessPoint = new WiFiSoftAp(calls, mode);
        scan = new WiFiScan(calls);
        subscriptions = new WiFiSubscriptions(calls);
    }

    /** Why the last call failed; {@link ClientError#NONE} if it did not. */
    public ClientError getLastError() {
        return calls.lastError();
    }

    /** {@link #WIFI_OFF}, {@link #WIFI_STA}, {@link #WIFI_AP} or both (WF-22). The module's radio follows its use. */
    public boolean mode(int newMode) {
        return mode.set(newMode);
    }

    public int getMode() {
        return mode.get();
    }

    public boolean enableSTA(boolean on) {
        return mode.station(on);
    }

    public boolean enableAP(boolean on) {
        return mode.accessPoint(on);
    }

    // The station.

    /** Joins an open network; see {@link #begin(String, String)}. */
    public int begin(String networkName) {
        return begin(networkName, "");
    }

    /**
     * Starts joining and returns {@link #status()} at once (WF-10).
     *
     * @param networkName 1 … 32 bytes in UTF-8, else {@link #WL_CONNECT_FAILED}
     * @param password empty for an open network, at most 64 characters, else {@link #WL_WRONG_PASSWORD}
     */
    public int begin(String networkName, String password) {
        return begin(networkName, password, 0, null, true);
    }

    /** The same: AT takes no channel and looks on all of them. */
    public int begin(String networkName, String password, int channel) {
        return begin(networkName, password, channel, null);
    }

    /** The same, at the access point with that BSSID alone; six bytes, or null for any of the name. */
    public int begin(String networkName, String password, int channel, byte[] bssid) {
        return begin(networkName, password, channel, bssid, true);
    }

    /** The same; {@code connect=false} only remembers. */
    public int begin(String networkName, String password, int channel, byte[] bssid, boolean connect) {
        if (bssid != null && bssid.length != 6) {
            calls.refused("a BSSID has 6 bytes, not " + bssid.length);
            return WL_CONNECT_FAILED;
        }
        Optional<String> only = Optional.ofNullable(bssid).map(WiFiAddresses::macText);
        return station.begin(CString.of(networkName), CString.of(password), only, connect);
    }

    /** Joins the remembered network (WF-10). */
    public int begin() {
        return station.begin();
    }

    /** The station's state, from what the module has reported so far; costs no command (WF-12). */
    public int status() {
        return station.status();
    }

    public boolean isConnected() {
        return status() == WL_CONNECTED;
    }

    /** {@link #waitForConnectResult(long)} within a minute. */
    public int waitForConnectResult() {
        return waitForConnectResult(60_000);
    }

    /**
     * The first status that is not {@link #WL_DISCONNECTED}, or that joining ended with; −1 at the timeout (WF-13).
     *
     * @throws SketchInterrupted if the sketch is being stopped, as {@code delay()} does
     */
    public int waitForConnectResult(long timeoutMs) {
        return station.await(timeoutMs);
    }

    /** Leaves the network and forgets it; true if the module did so (WF-15). */
    public boolean disconnect() {
        return disconnect(false);
    }

    public boolean disconnect(boolean wifiOff) {
        return disconnect(wifiOff, true);
    }

    public boolean disconnect(boolean wifiOff, boolean eraseCredentials) {
        return station.leave(wifiOff, eraseCredentials);
    }

    /** Joins the remembered network again; false if none is (WF-15). */
    public boolean reconnect() {
        if (station.ssid().isEmpty()) {
            return calls.refused(
                    "no access point is remembered, and disconnect() forgets it: call begin(ssid, password)");
        }
        begin();
        return true;
    }

    /** The name of the network in use or remembered. */
    public String SSID() {
        String remembered = station.ssid();
        return remembered.isEmpty()
                ? station.accessPoint().map(AccessPoint::name).orElse("")
                : remembered;
    }

    /** The remembered password; it is never read back from the module. */
    public String psk() {
        return station.passphrase();
    }

    public String BSSIDstr() {
        return station.accessPoint().map(ESP8266WiFiClass::bssid).orElse("");
    }

    /** The six bytes of the access point's MAC; zeros when not connected. */
    public byte[] BSSID() {
        return station.accessPoint()
                .map(ap -> WiFiAddresses.macBytes(ap.bssid()))
                .orElseGet(() -> new byte[6]);
    }

    private static String bssid(AccessPoint ap) {
        return ap.bssid().toUpperCase(Locale.ROOT);
    }

    /** In dBm; 31 when not connected (WF-17). */
    public int RSSI() {
        return station.accessPoint().map(AccessPoint::rssi).orElse(31);
    }

    public int channel() {
        return station.accessPoint().map(AccessPoint::channel).orElse(0);
    }

    /**
     * Whether the networks joined from now on go to the module's flash, so that it joins by itself when it is switched on;
     * false by default, as in core 3 (WF-21).
     */
    public void persistent(boolean on) {
        persistent = on;
        calls.done(() -> calls.module().station().persistent(on));
    }

    public boolean getPersistent() {
        return persistent;
    }

    /** Remembered: a sketch joins when it says so (WF-16). */
    public boolean setAutoConnect(boolean on) {
        autoConnect = on;
        return true;
    }

    public boolean getAutoConnect() {
        return autoConnect;
    }

    /** Whether the driver joins again after a loss; true by default (WF-16). */
    public boolean setAutoReconnect(boolean on) {
        autoReconnect = on;
        return calls.done(() -> calls.module().station().autoReconnect(on));
    }

    public boolean getAutoReconnect() {
        return autoReconnect;
    }

    // Its addresses and names, and those of others.

    /** Takes a fixed address; all zero returns to DHCP (WF-14). Third argument 255.x: Espressif's order, else Arduino's. */
    public boolean config(IPAddress local, IPAddress second, IPAddress third, IPAddress fourth, IPAddress dns2) {
        return addresses.config(local, second, third, fourth, dns2);
    }

    public boolean config(IPAddress local, IPAddress second, IPAddress third, IPAddress fourth) {
        return config(local, second, third, fourth, new IPAddress());
    }

    public boolean config(IPAddress local, IPAddress gateway, IPAddress subnet) {
        return config(local, gateway, subnet, new IPAddress(), new IPAddress());
    }

    /** The gateway ends in 1, the mask is 255.255.255.0 (WF-14). */
    public boolean config(IPAddress local, IPAddress dns) {
        var gateway = new IPAddress(local);
        gateway.set(3, 1);
        return config(local, gateway, new IPAddress(255, 255, 255, 0), dns);
    }

    public boolean setDNS(IPAddress first) {
        return setDNS(first, new IPAddress());
    }

    public boolean setDNS(IPAddress first, IPAddress second) {
        return addresses.dnsServers(first, second);
    }

    /** The station's address; unset without one (WF-17). */
    public IPAddress localIP() {
        return station.address().map(a -> IPAddress.of(a.ip())).orElseGet(IPAddress::new);
    }

    public IPAddress subnetMask() {
        return station.address().map(a -> IPAddress.of(a.netmask())).orElseGet(IPAddress::new);
    }

    public IPAddress gatewayIP() {
        return station.address().map(a -> IPAddress.of(a.gateway())).orElseGet(IPAddress::new);
    }

    public IPAddress broadcastIP() {
        return station.address()
                .map(a -> new IPAddress(
                        IPAddress.of(a.ip()).v4() | ~IPAddress.of(a.netmask()).v4()))
                .orElseGet(IPAddress::new);
    }

    /** The first DNS server (WF-17). */
    public IPAddress dnsIP() {
        return dnsIP(0);
    }

    /** The DNS server of that number, 0 or 1; unset where there is none, and on firmwares without {@code AT+CIPDNS} (WF-17). */
    public IPAddress dnsIP(int number) {
        return addresses.dnsServer(number);
    }

    /** Fills the first six bytes, with zeros if the module does not answer, and gives the array back. */
    public byte[] macAddress(byte[] into) {
        return WiFiAddresses.fill(into, macAddress());
    }

    /** {@code AA:BB:CC:DD:EE:FF}, or empty if the module does not answer (WF-17). */
    public String macAddress() {
        return addresses.mac();
    }

    public String hostname() {
        return addresses.hostname();
    }

    public String getHostname() {
        return hostname();
    }

    /** Letters, digits and '-' (not last), 1 … 32 of them; to be set before joining (WF-18). */
    public boolean hostname(String name) {
        return addresses.hostname(CString.of(name));
    }

    public boolean setHostname(String name) {
        return hostname(name);
    }

    /** Looks a name up within ten seconds; 1 and the address, or 0 and an unset one (WF-20). */
    public int hostByName(String name, IPAddress result) {
        return hostByName(name, result, 10_000);
    }

    public int hostByName(String name, IPAddress result, long timeoutMs) {
        return addresses.lookUp(CString.of(name), result, timeoutMs) ? 1 : 0;
    }

    // The module as an access point (WF-30, WF-31).

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
        return accessPoint.start(CString.of(name), CString.of(password), channel, hidden, maxConnections);
    }

    /**
     * Gives the access point an address and a network (WF-31); to be called before or after {@link #softAP}.
     *
     * @return false with the reason if the gateway is outside, or this firmware refuses
     */
    public boolean softAPConfig(IPAddress local, IPAddress gateway, IPAddress subnet) {
        return accessPoint.address(local, gateway, subnet);
    }

    public boolean softAPdisconnect() {
        return softAPdisconnect(false);
    }

    public boolean softAPdisconnect(boolean wifiOff) {
        return accessPoint.stop(wifiOff);
    }

    /** How many stations are connected; 0 if the module does not say. */
    public int softAPgetStationNum() {
        return accessPoint.clients().size();
    }

    /** 192.168.4.1 unless configured; unset if the module does not say. */
    public IPAddress softAPIP() {
        return accessPoint.self().map(self -> IPAddress.of(self.ip())).orElseGet(IPAddress::new);
    }

    public String softAPmacAddress() {
        return accessPoint
                .self()
                .map(self -> self.mac().toUpperCase(Locale.ROOT))
                .orElse("");
    }

    /** Fills the first six bytes, with zeros if the module does not answer, and gives the array back. */
    public byte[] softAPmacAddress(byte[] into) {
        return WiFiAddresses.fill(into, softAPmacAddress());
    }

    public String softAPSSID() {
        return accessPoint.name();
    }

    public String softAPPSK() {
        return accessPoint.password();
    }

    // Looking for access points (WF-40 … WF-42): while the module scans, about two seconds, it serves no link.

    /** Scans and returns how many networks were found, or {@link #WIFI_SCAN_FAILED}. */
    public int scanNetworks() {
        return scanNetworks(false, false, 0, null);
    }

    public int scanNetworks(boolean async) {
        return scanNetworks(async, false, 0, null);
    }

    public int scanNetworks(boolean async, boolean showHidden) {
        return scanNetworks(async, showHidden, 0, null);
    }

    /** The count, {@link #WIFI_SCAN_RUNNING} if async, {@link #WIFI_SCAN_FAILED}; channel 0 and a null name match all. */
    public int scanNetworks(boolean async, boolean showHidden, int channel, String name) {
        String wanted = CString.of(name);
        if (!async) {
            return scan.run(showHidden, channel, wanted);
        }
        scan.start(showHidden, channel, wanted, count -> {});
        return WIFI_SCAN_RUNNING;
    }

    /** Scans in the background and calls back with the count from another thread (WF-40). */
    public void scanNetworksAsync(IntConsumer onComplete) {
        scanNetworksAsync(onComplete, false);
    }

    public void scanNetworksAsync(IntConsumer onComplete, boolean showHidden) {
        scan.start(showHidden, 0, null, onComplete);
    }

    /** {@link #WIFI_SCAN_RUNNING}, {@link #WIFI_SCAN_FAILED} if none was started, or the count. */
    public int scanComplete() {
        return scan.state();
    }

    public void scanDelete() {
        scan.forget();
    }

    /** The name at an index; empty out of range (WF-41). */
    public String SSID(int index) {
        return scan.network(index).map(AccessPoint::name).orElse("");
    }

    /** One of the {@code ENC_TYPE} numbers; 255 out of range (WF-2, WF-41). */
    public int encryptionType(int index) {
        return scan.network(index).map(ap -> WiFiScan.encryption(ap.security())).orElse(255);
    }

    /** In dBm; 0 out of range. */
    public int RSSI(int index) {
        return scan.network(index).map(AccessPoint::rssi).orElse(0);
    }

    public String BSSIDstr(int index) {
        return scan.network(index).map(ESP8266WiFiClass::bssid).orElse("");
    }

    /** The six bytes; zeros out of range. */
    public byte[] BSSID(int index) {
        return scan.network(index).map(ap -> WiFiAddresses.macBytes(ap.bssid())).orElseGet(() -> new byte[6]);
    }

    public int channel(int index) {
        return scan.network(index).map(AccessPoint::channel).orElse(0);
    }

    public boolean isHidden(int index) {
        return scan.network(index).map(ap -> ap.ssid().length == 0).orElse(false);
    }

    /**
     * What C++ returns through six references (WF-41).
     *
     * @param ssid the name, empty if hidden
     * @param encryption one of the {@code ENC_TYPE} numbers
     * @param rssi dBm
     * @param bssid {@code AA:BB:CC:DD:EE:FF}
     * @param channel 1 … 14
     * @param hidden whether the name is withheld
     */
    public record NetworkInfo(String ssid, int encryption, int rssi, String bssid, int channel, boolean hidden) {}

    /** Everything about one network; empty out of range. */
    public Optional<NetworkInfo> getNetworkInfo(int index) {
        return scan.network(index)
                .map(ap -> new NetworkInfo(
                        ap.name(),
                        WiFiScan.encryption(ap.security()),
                        ap.rssi(),
                        bssid(ap),
                        ap.channel(),
                        ap.ssid().length == 0));
    }

    // Events (WF-24).

    public WiFiEventHandler onStationModeConnected(Consumer<StationModeConnected> handler) {
        return subscriptions.on(
                AtEvents.Kind.WIFI_CONNECTED, event -> handler.accept(new StationModeConnected(SSID())));
    }

    public WiFiEventHandler onStationModeDisconnected(Consumer<StationModeDisconnected> handler) {
        return subscriptions.on(
                AtEvents.Kind.WIFI_DISCONNECTED,
                event -> handler.accept(new StationModeDisconnected(station.leftSsid(), event.detail())));
    }

    /** The address is asked for when the event comes, in a thread of its own: the event thread may not wait. */
    public WiFiEventHandler onStationModeGotIP(Consumer<StationModeGotIP> handler) {
        return subscriptions.on(
                AtEvents.Kind.WIFI_GOT_IP,
                event -> calls.background(
                        "wroom4j-got-ip",
                        () -> handler.accept(new StationModeGotIP(localIP(), subnetMask(), gatewayIP()))));
    }

    public WiFiEventHandler onStationModeDHCPTimeout(Runnable handler) {
        return subscriptions.on(AtEvents.Kind.DHCP_TIMEOUT, event -> handler.run());
    }

    public WiFiEventHandler onSoftAPModeStationConnected(Consumer<SoftAPModeStation> handler) {
        return subscriptions.on(
                AtEvents.Kind.SOFT_AP_CLIENT_CONNECTED, event -> handler.accept(WiFiSubscriptions.station(event)));
    }

    public WiFiEventHandler onSoftAPModeStationDisconnected(Consumer<SoftAPModeStation> handler) {
        return subscriptions.on(
                AtEvents.Kind.SOFT_AP_CLIENT_DISCONNECTED, event -> handler.accept(WiFiSubscriptions.station(event)));
    }

    /** Never called: AT does not report it (WF-24). */
    public WiFiEventHandler onStationModeAuthModeChanged(Runnable handler) {
        return () -> {};
    }

    /** Never called: AT does not report probe requests (WF-24). */
    public WiFiEventHandler onSoftAPModeProbeRequestReceived(Runnable handler) {
        return () -> {};
    }

    /** The core's old form: called with the number of every event, one of {@code WIFI_EVENT_…} (WF-5, WF-24). */
    public WiFiEventHandler onEvent(IntConsumer handler) {
        return onEvent(handler, WIFI_EVENT_ANY);
    }

    /** The same for one event alone. In C++ it cannot be ended; here closing ends it. */
    public WiFiEventHandler onEvent(IntConsumer handler, int wanted) {
        return subscriptions.onNumber(handler, wanted);
    }

    // Dozing while joined, and leaving the air for a while (WF-23).

    /**
     * How the module dozes while it stays joined: {@link #WIFI_NONE_SLEEP}, {@link #WIFI_LIGHT_SLEEP} or {@link
     * #WIFI_MODEM_SLEEP}, as it boots. False where its firmware has no {@code AT+SLEEP}. In light sleep a byte of the UART may
     * be lost while it wakes.
     */
    public boolean setSleepMode(int newMode) {
        return setSleepMode(newMode, 0);
    }

    /** The same; the firmware chooses its listen interval itself. */
    public boolean setSleepMode(int newMode, int listenInterval) {
        if (newMode < WIFI_NONE_SLEEP || newMode > WIFI_MODEM_SLEEP || listenInterval < 0 || listenInterval > 10) {
            return calls.refused(
                    "a sleep mode is 0 … 2 and a listen interval 0 … 10, not " + newMode + ", " + listenInterval);
        }
        if (!calls.done(() -> calls.module().sleep(SleepMode.values()[newMode], calls.commandDeadline()))) {
            return false;
        }
        sleepMode = newMode;
        return true;
    }

    /** The mode that the module was given last, or booted with. */
    public int getSleepMode() {
        return sleepMode;
    }

    /** {@link #WIFI_MODEM_SLEEP} or {@link #WIFI_NONE_SLEEP}. */
    public boolean setSleep(boolean on) {
        return setSleepMode(on ? WIFI_MODEM_SLEEP : WIFI_NONE_SLEEP);
    }

    /** Leaves the network and keeps what is needed to come back; see {@link #shutdown(WiFiState)}. */
    public boolean shutdown() {
        return shutdown(ownState);
    }

    /** Saves mode, network and password in {@code state} and leaves the network; true if the module did so. */
    public boolean shutdown(WiFiState state) {
        state.keep(getMode(), SSID(), psk());
        return disconnect(true, false);
    }

    /** {@link #resumeFromShutdown(WiFiState)} after {@link #shutdown()}. */
    public boolean resumeFromShutdown() {
        return resumeFromShutdown(ownState);
    }

    /** Starts joining what {@code state} names; false if it names nothing. {@code waitForConnectResult()} has the outcome. */
    public boolean resumeFromShutdown(WiFiState state) {
        if (!state.isSet()) {
            return calls.refused("no connection was saved: call shutdown() first");
        }
        mode(state.mode());
        return begin(state.ssid(), state.passphrase()) == WL_DISCONNECTED;
    }

    /** {@link #shutdown()}: with AT the radio sleeps when there is no network to listen to. */
    public boolean forceSleepBegin() {
        return shutdown();
    }

    /** {@link #resumeFromShutdown()}. */
    public boolean forceSleepWake() {
        return resumeFromShutdown();
    }

    // The radio (WF-23).

    /**
     * How strongly the module sends, 0 … 20.5 dBm, in quarters of one; beyond that it is the nearest. ESP-AT takes 10 dBm and
     * more; {@link #getLastError()} tells of a refusal. A restart of the module undoes it.
     */
    public void setOutputPower(float dBm) {
        int quarters = Math.round(Math.max(0, Math.min(20.5f, dBm)) * 4);
        calls.done(() -> calls.module().raw("AT+RFPOWER=" + quarters, calls.commandDeadline()));
    }

    /** {@link #WIFI_PHY_MODE_11B}, 11G or 11N; false where the firmware has no {@code AT+CWSTAPROTO}, which only ESP-AT has. */
    public boolean setPhyMode(int newMode) {
        if (newMode < WIFI_PHY_MODE_11B || newMode > WIFI_PHY_MODE_11N) {
            return calls.refused("a PHY mode is 1 … 3, not " + newMode);
        }
        // A mode comes with those before it: b, b and g, b and g and n.
        int bits = (1 << newMode) - 1;
        return calls.done(() -> calls.module().raw("AT+CWSTAPROTO=" + bits, calls.commandDeadline()));
    }

    /** The mode in force; 0 where the firmware does not tell. */
    public int getPhyMode() {
        List<String> lines =
                calls.asked(() -> calls.module().raw("AT+CWSTAPROTO?", calls.commandDeadline()), List.<String>of());
        return lines.stream()
                .filter(line -> line.matches("\\+CWSTAPROTO:[137]"))
                .map(line -> Integer.bitCount(line.charAt(line.length() - 1) - '0'))
                .findFirst()
                .orElse(0);
    }

    // What there is to see, and what there is not.

    /** Prints mode, status, network and password length, never the password (WF-23). */
    public void printDiag(Print out) {
        out.println("Mode: " + List.of("NULL", "STA", "AP", "STA+AP").get(getMode()));
        out.println("Status: " + status());
        out.println("SSID (" + SSID().length() + "): " + SSID());
        out.println("Passphrase (" + psk().length() + "): ***");
    }

    /** Remembered nowhere and used nowhere: the firmware decides what it joins (WF-19). */
    public void enableInsecureWEP(boolean on) {
        calls.failed(new ClientError(Stage.SETTINGS, "AT has no switch for WEP"));
    }

    /** False: joining by a button is left to the module's own commands, {@code wroom4j at AT+WPS=1} (WF-19). */
    public boolean beginWPSConfig() {
        return notHere("WPS");
    }

    /** False: see {@link #beginWPSConfig()}; {@code AT+CWSTARTSMART} (WF-19). */
    public boolean beginSmartConfig() {
        return notHere("SmartConfig");
    }

    /** False: none was begun (WF-19). */
    public boolean smartConfigDone() {
        return false;
    }

    /** False: none was begun (WF-19). */
    public boolean stopSmartConfig() {
        return notHere("SmartConfig");
    }

    private boolean notHere(String what) {
        return calls.refused(what + " is not offered here; send the module's own AT command for it");
    }
}
