package io.github.wroom4j.mock.firmware.commands;

import io.github.wroom4j.hal.UartConfig;
import io.github.wroom4j.mock.firmware.line.Arguments;
import io.github.wroom4j.mock.firmware.line.Form;
import io.github.wroom4j.mock.firmware.line.Refused;
import java.time.Instant;
import java.util.List;

/** ESP-AT's system commands: CMD, SYSLOG, SYSSTORE, SLEEP, UART and their kin (at-protocol §§5, 18; at-recorded-esp-at). */
final class EspAtCommands {
    private static final int LEAST_BAUD = 80;
    /** The core registers its commands in this order, and lists them so (at-recorded-esp-at E35). */
    private static final List<String> ORDER = List.of(
            ("RST GMR CMD GSLP SYSTIMESTAMP SLEEP RESTORE SYSRAM SYSFLASH RFPOWER SYSMSG SYSROLLBACK SYSLOG SYSSTORE"
                            + " SLEEPWKCFG SYSREG USERRAM USEROTA USERWKMCUCFG USERMCUSLEEP CWMODE CWSTATE CWJAP CWRECONNCFG CWLAP CWLAPOPT CWQAP CWSAP CWLIF"
                            + " CWQIF CWDHCP CWDHCPS CWSTAPROTO CWAPPROTO CWAUTOCONN CWHOSTNAME CWCOUNTRY CIFSR CIPSTAMAC"
                            + " CIPAPMAC CIPSTA CIPAP CIPV6 CIPDNS CIPDOMAIN CIPSTATUS CIPSTATE CIPSTART CIPSTARTEX CIPTCPOPT"
                            + " CIPCLOSE CIPSEND CIPSENDEX CIPDINFO CIPMUX CIPRECVMODE CIPRECVDATA CIPRECVLEN CIPSERVER"
                            + " CIPSERVERMAXCONN CIPSSLCCONF CIPSSLCCN CIPSSLCSNI CIPSSLCALPN CIPSSLCPSK CIPMODE CIPSTO"
                            + " SAVETRANSLINK CIPSNTPCFG CIPSNTPTIME CIPRECONNINTV MQTTUSERCFG MQTTCLIENTID MQTTUSERNAME"
                            + " MQTTPASSWORD MQTTCONNCFG MQTTCONN MQTTPUB MQTTPUBRAW MQTTSUB MQTTUNSUB MQTTCLEAN MDNS WPS"
                            + " CWSTARTSMART CWSTOPSMART PING CIUPDATE FACTPLCP UART UART_CUR UART_DEF")
                    .split(" "));

    private static final List<String> MQTT =
            List.of("USERCFG CLIENTID USERNAME PASSWORD CONNCFG CONN PUB PUBRAW SUB UNSUB CLEAN".split(" "));

    private final AtCore at;
    private final Wifi wifi;
    private final boolean first;
    private final boolean old;
    private long timestampBase;
    private long timestampSince;
    private int power = 78;
    private int ipv6;
    private int sleep = 2;

    EspAtCommands(AtCore at, Wifi wifi) {
        this.at = at;
        this.wifi = wifi;
        this.first = at.version().is("first-core");
        this.old = at.version().is("old-grammar");
    }

    void register(HandlerTable table) {
        table.on("CMD", Form.QUERY, (name, p) -> commands());
        table.instead("GSLP", Form.SET, EspAtHandler.of(this::deepSleep));
        table.instead("SLEEP", Form.QUERY, (name, p) -> at.number("+SLEEP:", sleep));
        table.instead("SLEEP", Form.SET, EspAtHandler.of(this::setSleep));
        table.instead("SYSMSG", Form.SET, EspAtHandler.of(this::setMessages));
        for (String name : List.of("UART", "UART_CUR", "UART_DEF")) {
            table.instead(name, Form.SET, EspAtHandler.of(a -> setUart(name, a)));
        }
        table.on("SYSSTORE", (name, p) -> at.number("+SYSSTORE:", at.store() ? 1 : 0), EspAtHandler.of(a -> {
            at.store(EspAtLinks.flag(a));
            at.ok();
        }));
        table.on("SYSLOG", (name, p) -> at.number("+SYSLOG:", at.errorCodes() ? 1 : 0), EspAtHandler.of(a -> {
            at.errorCodes(EspAtLinks.flag(a));
            at.ok();
        }));
        table.on("SYSTIMESTAMP", (name, p) -> timestamp(), EspAtHandler.of(this::setTimestamp));
        table.on("SYSROLLBACK", Form.EXEC, (name, p) -> at.error());
        table.on("SLEEPWKCFG", Form.SET, EspAtHandler.of(this::wakeUp));
        table.on("RFPOWER", (name, p) -> at.number("+RFPOWER:", power), EspAtHandler.of(this::setPower));
        table.on("CIPV6", (name, p) -> at.number("+CIPV6:", ipv6), EspAtHandler.of(a -> {
            ipv6 = EspAtLinks.flag(a) ? 1 : 0;
            at.ok();
        }));
        table.on("FACTPLCP", Form.SET, EspAtHandler.of(a -> {
            a.count(2, 2);
            a.number(0, 0, 1);
            a.number(1, 0, 1);
            at.ok();
        }));
        // There is no broker in the mock's world: what is asked of the client is as before it was ever set up.
        MQTT.forEach(name -> table.on("MQTT" + name, (n, p) -> at.error(), EspAtHandler.of(a -> at.error())));
        table.instead("MQTTCONN", Form.QUERY, (name, p) -> mqtt("+MQTTCONN:0,0,0,\"\",\"\",\"\",0\r\n"));
        table.instead("MQTTSUB", Form.QUERY, (name, p) -> mqtt("+MQTTSUB:0,0,\"\",0\r\n"));
        // There is no update server either: nothing was found, and nothing is said of it (recorded).
        table.on("CIUPDATE", Form.EXEC, (name, p) -> at.error())
                .on("CIUPDATE", (name, p) -> at.number("+CIUPDATE:", 0), EspAtHandler.of(a -> {
                    a.number(0);
                    throw Refused.bare();
                }));
    }

    private void mqtt(String state) {
        at.reply(state);
        at.ok();
    }

    /** Rows of every command and its forms: the cheapest way to learn what a firmware has (at-protocol §5). */
    private void commands() {
        row(0, "AT", 'X');
        row(1, "ATE0", 'X');
        row(2, "ATE1", 'X');
        int index = 3;
        for (String name : ORDER) {
            CommandMatrix.Cell cell = at.matrix().cells().get(name);
            if (cell != null && !cell.forms().isEmpty()) {
                row(index++, "AT+" + name, letters(cell));
            }
        }
        at.ok();
    }

    private static char[] letters(CommandMatrix.Cell cell) {
        var letters = new StringBuilder();
        cell.forms().forEach(form -> letters.append(form.letter()));
        return letters.toString().toCharArray();
    }

    private void row(int index, String name, char... forms) {
        var row = new StringBuilder("+CMD:" + index + ",\"" + name + "\"");
        for (Form form : Form.values()) {
            row.append(new String(forms).indexOf(form.letter()) >= 0 ? ",1" : ",0");
        }
        at.reply(row + "\r\n");
    }

    // ---- sleep ----

    private void deepSleep(Arguments a) {
        a.count(1, 1);
        int millis = a.number(0, first ? Integer.MIN_VALUE : 0, Integer.MAX_VALUE);
        at.ok();
        at.out().whenOut(() -> at.platform().deepSleep(millis & 0xFFFF_FFFFL));
    }

    private void setSleep(Arguments a) {
        a.count(1, 1, 1);
        int mode = a.number(0, 0, old ? 2 : 3);
        if (mode != 0 && (wifi.mode() & Wifi.SOFT_AP) != 0) {
            // A soft access point keeps the modem awake.
            throw Refused.bare();
        }
        // 1 modem sleep by DTIM, 3 by listen interval; 2 set, 3 told (at-protocol §5).
        sleep = mode == 2 ? 3 : mode;
        at.ok();
    }

    /** {@code 0,milliseconds} or {@code 2,pin,level[,…]}. */
    private void wakeUp(Arguments a) {
        int source = a.number(0, 0, 2);
        if (source == 0) {
            a.count(2, 2);
            a.number(1, 1, Integer.MAX_VALUE);
        } else if (source == 2) {
            a.count(3, 4);
            a.number(1, 0, 16);
            a.number(2, 0, 1);
        } else {
            throw Refused.bare();
        }
        at.ok();
    }

    // ---- the rest ----

    private void setMessages(Arguments a) {
        a.count(1, 1, 1);
        int bits = first ? a.number(0) : a.number(0, 0, old ? 3 : 7);
        at.links().messages(bits);
        at.settings().set("sysmsg", bits, at.store());
        at.ok();
    }

    private void setUart(String name, Arguments a) {
        a.count(5, 5);
        int baud = a.number(0, LEAST_BAUD, old ? 5_000_000 : 4_500_000);
        int data = a.number(1, 5, 8);
        int stop = a.number(2, 1, 3);
        int parity = a.number(3, 0, 2);
        int flow = a.number(4, 0, 3);
        UartConfig config = UartFormat.of(baud, data, stop, parity, flow);
        at.settings().set("uart", UartFormat.write(config), !name.endsWith("_CUR"));
        // OK still goes out at the old rate; the ring drains, then the rate changes.
        at.ok();
        at.out().whenOut(() -> at.platform().uart(config, true));
    }

    private void timestamp() {
        long seconds = timestampBase + (at.chip().lane().nanos() - timestampSince) / 1_000_000_000L;
        at.reply("+SYSTIMESTAMP:" + Instant.ofEpochSecond(seconds).getEpochSecond());
        at.ok();
    }

    private void setTimestamp(Arguments a) {
        a.count(1, 1);
        timestampBase = a.number(0) & 0xFFFF_FFFFL;
        timestampSince = at.chip().lane().nanos();
        at.ok();
    }

    private void setPower(Arguments a) {
        a.count(1, 1);
        power = a.number(0, 40, 82);
        at.ok();
    }
}
