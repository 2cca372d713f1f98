package io.github.wroom4j.mock.firmware.commands;

import io.github.wroom4j.mock.firmware.links.ModuleLinks;
import io.github.wroom4j.mock.loop.Lane;
import io.github.wroom4j.mock.lwip.DnsClient;
import io.github.wroom4j.mock.radio.AuthMode;
import io.github.wroom4j.mock.radio.Ip4;
import io.github.wroom4j.mock.radio.SoftApRadio;
import io.github.wroom4j.mock.radio.StationEvent;
import io.github.wroom4j.mock.radio.StationRadio;
import java.time.Duration;

/**
 * The Wi-Fi of the AT core: operating mode, the events it prints, and the join that waits for its end (at-protocol §6).
 */
public final class Wifi {
    /** Operating modes. */
    static final int STATION = 1;

    static final int SOFT_AP = 2;

    private final AtCore at;
    private final SendCommands sending;
    private final StationRadio station;
    private final SoftApRadio softAp;
    private int mode;
    /** Set once a run of disconnect events has been printed; a module that was never connected prints none. */
    private boolean disconnectReported;

    private boolean addressReported;
    private boolean smart;
    private Runnable joinedByItself = () -> {};
    private Join join;

    Wifi(AtCore at, SendCommands sending) {
        this.at = at;
        this.sending = sending;
        this.station = at.ip().station();
        this.softAp = at.ip().softAp();
        // libat prints the first of them even if the station never was connected (at-recorded D14).
        this.disconnectReported = !at.version().isNonOs();
        station.listen(this::stationEvent);
        softAp.listen(this::clientEvent);
    }

    /** Brings up what is stored, after {@code ready}. */
    public void start() {
        Settings settings = at.settings();
        mode(settings.number("mode", at.version().number("default-mode")));
        if (at.version().isEspAt()) {
            // A boot tells nobody that the station has started; and 2.0 does not join again by itself.
            at.links().status(ModuleLinks.OFF);
            station.reconnectPolicy(!at.version().is("first-core"));
        }
        Ip4.parse(settings.text("sta.ip", ""))
                .ifPresent(ip -> station.address(
                        ip, address("sta.mask", new Ip4(255, 255, 255, 0)), address("sta.gateway", ip.host(1))));
        Ip4.parse(settings.text("ap.ip", ""))
                .ifPresent(ip ->
                        softAp.address(ip, address("ap.mask", new Ip4(255, 255, 255, 0)), address("ap.gateway", ip)));
        String apSsid = settings.text("ap.ssid", "");
        if (!apSsid.isEmpty()) {
            softAp.configure(
                    apSsid,
                    settings.text("ap.password", ""),
                    settings.number("ap.channel", 1),
                    AuthMode.values()[settings.number("ap.ecn", 0)],
                    settings.number("ap.hidden", 0) == 1,
                    settings.number("ap.max", SoftApRadio.MAX_CLIENTS));
        }
        station.configure(settings.text("ssid", ""), settings.text("password", ""));
        if (settings.number("autoconnect", 1) == 1 && !station.ssid().isEmpty() && hasStation()) {
            station.connect();
        }
    }

    private Ip4 address(String key, Ip4 otherwise) {
        return Ip4.parse(at.settings().text(key, "")).orElse(otherwise);
    }

    /** Operating mode 0 … 3: bit 0 station, bit 1 soft access point. */
    public int mode() {
        return mode;
    }

    void mode(int newMode) {
        if (newMode != mode && at.version().isEspAt()) {
            at.links().status((newMode & STATION) == 0 ? ModuleLinks.OFF : ModuleLinks.STARTED);
        }
        mode = newMode;
        at.platform().opmode(mode);
        station.enable(hasStation());
        softAp.enable((mode & SOFT_AP) != 0);
    }

    boolean hasStation() {
        return (mode & STATION) != 0;
    }

    /** Whether a smart configuration runs. */
    boolean smart() {
        return smart;
    }

    void smart(boolean on) {
        smart = on;
    }

    private void print(String text) {
        boolean silent = at.links().transparent() || at.version().isEspAt() && sending.opensSavedLink();
        if (!silent || at.version().isEspAt() && at.links().tellsInTransparent()) {
            at.out().event(text);
        }
    }

    private void stationEvent(StationEvent event) {
        ModuleLinks links = at.links();
        if (event instanceof StationEvent.Connected) {
            disconnectReported = false;
            addressReported = false;
            print("WIFI CONNECTED\r\n");
        } else if (event instanceof StationEvent.GotIp) {
            disconnectReported = false;
            // The NonOS SDK raises no event for another address on a station that has one (at-recorded, CIPSTA).
            if (!addressReported || !at.version().isNonOs()) {
                print("WIFI GOT IP\r\n");
            }
            addressReported = true;
            if (at.version().is("second-name-server")) {
                at.ip().dns().server(0, station.gateway());
                at.ip().dns().server(1, DnsClient.DEFAULT_SERVER);
            }
            links.gotIp();
            sending.gotIp();
            joinedByItself.run();
            joinedByItself = () -> {};
        } else if (event instanceof StationEvent.Disconnected gone) {
            if (at.version().isEspAt()) {
                // Links go before that is told (at-recorded-esp-at E9).
                links.wifiLost();
                links.status(ModuleLinks.NO_WIFI);
            }
            if (!disconnectReported) {
                disconnectReported = true;
                print(at.version().isAtMod() ? "WIFI DISCONNECT (" + gone.reason() + ")\r\n" : "WIFI DISCONNECT\r\n");
                // From 1.7 the links survive if the module is an access point as well (at-protocol §6.8).
                if (!at.version().isEspAt()
                        && (!at.version().text("disconnect-teardown").equals("station-only") || mode == STATION)) {
                    links.wifiLost();
                }
            }
        }
        if (join != null) {
            join.hear(event);
        }
    }

    private void clientEvent(SoftApRadio.ClientEvent event) {
        if (at.version().is("sta-events")) {
            String mac = "\"" + event.client().mac() + "\"";
            if (event.joined()) {
                print("+STA_CONNECTED:" + mac + "\r\n");
                print("+DIST_STA_IP:" + mac + ",\"" + event.client().ip() + "\"\r\n");
            } else {
                print("+STA_DISCONNECTED:" + mac + "\r\n");
            }
        }
    }

    /** Joins without any command; {@code joined} runs when there is an address. */
    void joinByItself(String ssid, String password, Runnable joined) {
        joinedByItself = joined;
        station.configure(ssid, password);
        station.connect();
    }

    /** Joins, at that access point alone if {@code bssid} is not null, and ends the command when it is known how that went. */
    void join(String ssid, String password, byte[] bssid, int timeoutSeconds) {
        station.configure(ssid, password);
        station.only(bssid);
        at.pend();
        at.input().joining(true);
        join = new Join(timeoutSeconds);
        if (!station.connect()) {
            join.failed(4);
        }
    }

    /** The wait for a join: polled in NonOS, event-driven in ESP-AT and where no time is to be taken. */
    private final class Join {
        private final boolean polled = at.platform().realTime() && at.version().isNonOs();
        /** ESP-AT tries until its time is up, and tells then how the last try ended (at-recorded-esp-at §5). */
        private final boolean patient = at.platform().realTime() && at.version().isEspAt();

        private int polls;
        private int reason;
        private Lane.Timer timer;

        Join(int timeoutSeconds) {
            int first = at.version().number("join-first");
            int seconds = timeoutSeconds > 0 ? timeoutSeconds : at.version().number("join-polls");
            // OK comes from a poll timer, not from the event (at-protocol §6.3).
            timer = polled ? after(first, this::poll) : after(seconds * 1000, () -> failed(code()));
        }

        private Lane.Timer after(int millis, Runnable task) {
            return at.chip().lane().after(Duration.ofMillis(millis), task);
        }

        private void poll() {
            polls++;
            if (at.gotIp()) {
                succeeded();
            } else if (polls >= at.version().number("join-polls")) {
                failed(code());
            } else {
                timer = after(at.version().number("join-every"), this::poll);
            }
        }

        void hear(StationEvent event) {
            if (polled) {
                return;
            }
            if (event instanceof StationEvent.GotIp) {
                succeeded();
            } else if (event instanceof StationEvent.Disconnected gone
                    && gone.reason() != StationEvent.Reason.ASSOC_LEAVE) {
                reason = gone.reason();
                if (!patient) {
                    failed(code());
                }
            }
        }

        /** 1 still connecting, 2 wrong password, 3 no access point, 4 failed (at-protocol §6.3). */
        private int code() {
            if (at.version().isEspAt()) {
                for (String pair : at.version().text("join-codes").split(" ")) {
                    if (pair.startsWith(reason + ":")) {
                        return Integer.parseInt(pair.substring(pair.indexOf(':') + 1));
                    }
                }
                return 4;
            }
            return switch (station.status()) {
                case WRONG_PASSWORD -> 2;
                case NO_AP_FOUND -> 3;
                case CONNECT_FAIL -> 4;
                default -> 1;
            };
        }

        private void succeeded() {
            end();
            at.ok();
        }

        void failed(int code) {
            end();
            station.disconnect();
            if (at.version().isEspAt()) {
                at.links().status(ModuleLinks.NO_WIFI);
            }
            if (at.version().isAtMod()) {
                at.reply("\r\n+CWJAP:" + code + "\r\n");
                at.finish("FAIL\r\n");
            } else {
                at.reply("+CWJAP:" + code + "\r\n");
                at.finish("\r\n" + at.version().text("join-fail") + "\r\n");
            }
        }

        private void end() {
            timer.cancel();
            join = null;
        }
    }
}
