package io.github.wroom4j.at.engine;

import java.util.Map;

/**
 * A line that no command asked for (at-protocol §11).
 *
 * @param kind what it means
 * @param link the link id it names, −1 for none
 */
public record Unsolicited(Kind kind, int link) {

    public enum Kind {
        READY,
        FORCED_RESTART,
        LINK_OPEN,
        LINK_FAILED,
        LINK_CLOSED,
        WIFI_CONNECTED,
        WIFI_GOT_IP,
        WIFI_DISCONNECTED,
        DHCP_TIMEOUT,
        SOFT_AP_CONNECTED,
        SOFT_AP_ADDRESS,
        SOFT_AP_DISCONNECTED,
        /** Known, and nothing follows from it. */
        NOTED
    }

    private static final Map<String, Unsolicited> WHOLE = Map.ofEntries(
            word("ready", Kind.READY),
            word("Will force to restart!!!", Kind.FORCED_RESTART),
            word("WIFI CONNECTED", Kind.WIFI_CONNECTED),
            word("WIFI GOT IP", Kind.WIFI_GOT_IP),
            word("WIFI DISCONNECT", Kind.WIFI_DISCONNECTED),
            word("DHCP TIMEOUT", Kind.DHCP_TIMEOUT),
            word("CONNECT", Kind.LINK_OPEN),
            word("CONNECT FAIL", Kind.LINK_FAILED),
            word("CLOSED", Kind.LINK_CLOSED),
            word("+QUITT", Kind.NOTED),
            word("WIFI GOT IPv6 LL", Kind.NOTED),
            word("WIFI GOT IPv6 GL", Kind.NOTED));

    private static final Unsolicited[] OPENED = byLink(Kind.LINK_OPEN);
    private static final Unsolicited[] FAILED = byLink(Kind.LINK_FAILED);
    private static final Unsolicited[] CLOSED = byLink(Kind.LINK_CLOSED);
    private static final Unsolicited NOTED = new Unsolicited(Kind.NOTED, -1);

    private static Map.Entry<String, Unsolicited> word(String text, Kind kind) {
        return Map.entry(text, new Unsolicited(kind, -1));
    }

    private static Unsolicited[] byLink(Kind kind) {
        var all = new Unsolicited[5];
        for (int id = 0; id < all.length; id++) {
            all[id] = new Unsolicited(kind, id);
        }
        return all;
    }

    /** What the line means, or null if it is not an unsolicited message. */
    public static Unsolicited of(CharSequence line) {
        if (line.length() > 4 && "Recv".contentEquals(line.subSequence(0, 4))) {
            return NOTED; // `Recv n bytes` (at-protocol §7.4)
        }
        char first = line.charAt(0);
        if (first >= '0' && first <= '4' && line.length() > 2 && line.charAt(1) == ',') {
            return ofLink(first - '0', line.subSequence(2, line.length()));
        }
        if (first == '+') {
            return ofPlus(line.toString());
        }
        Unsolicited whole = WHOLE.get(line.toString());
        if (whole != null) {
            return whole;
        }
        // ESP_ATMod adds a reason in brackets (at-protocol §11).
        if (startsWith(line, "WIFI DISCONNECT")) {
            return WHOLE.get("WIFI DISCONNECT");
        }
        if (startsWith(line, "smartconfig ") || startsWith(line, "Smart get wifi info")) {
            return NOTED;
        }
        // `ready` at the end of the boot loader's garbage (at-protocol §2.2); after a printable character it is some
        // other word.
        int before = line.length() - 6;
        if (before >= 0 && endsWith(line, "ready") && (line.charAt(before) < ' ' || line.charAt(before) > '~')) {
            return WHOLE.get("ready");
        }
        return null;
    }

    private static Unsolicited ofLink(int id, CharSequence what) {
        if ("CONNECT".contentEquals(what)) {
            return OPENED[id];
        }
        if ("CLOSED".contentEquals(what)) {
            return CLOSED[id];
        }
        if ("CONNECT FAIL".contentEquals(what)) {
            return FAILED[id];
        }
        return endsWith(what, "SEND OK") || endsWith(what, "SEND FAIL") ? NOTED : null;
    }

    private static Unsolicited ofPlus(String line) {
        if (line.startsWith("+STA_CONNECTED:")) {
            return new Unsolicited(Kind.SOFT_AP_CONNECTED, -1);
        }
        if (line.startsWith("+DIST_STA_IP:")) {
            return new Unsolicited(Kind.SOFT_AP_ADDRESS, -1);
        }
        if (line.startsWith("+STA_DISCONNECTED:")) {
            return new Unsolicited(Kind.SOFT_AP_DISCONNECTED, -1);
        }
        if (line.startsWith("+LINK_CONN:")) {
            // +LINK_CONN:<0 ok|1 fail>,<id>,… replaces CONNECT where SYSMSG bit 1 is stored (at-protocol §7.3)
            String[] fields = line.substring(11).split(",", 3);
            int id = fields.length > 1 && fields[1].length() == 1 ? fields[1].charAt(0) - '0' : -1;
            if (id >= 0 && id <= 4) {
                return fields[0].equals("0") ? OPENED[id] : FAILED[id];
            }
        }
        return line.startsWith("+IPD,")
                        || line.startsWith("+CIPUPDATE:")
                        || line.startsWith("+ETH_")
                        || line.equals("+QUITT")
                ? NOTED
                : null;
    }

    /** The unsolicited line that stands at the end of an echo it interrupted (at-protocol §16.1 I2), or null. */
    public static Unsolicited insideEcho(String line, String command) {
        int same = 0;
        while (same < line.length() && same < command.length() && line.charAt(same) == command.charAt(same)) {
            same++;
        }
        // The echo broke off somewhere within the common part: `AT+CIPSEND=0,` and `1,CONNECT` share the comma's right
        // side.
        for (int cut = same; cut > 0; cut--) {
            Unsolicited found = cut < line.length() ? of(line.substring(cut)) : null;
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static boolean startsWith(CharSequence line, String start) {
        return line.length() >= start.length() && start.contentEquals(line.subSequence(0, start.length()));
    }

    private static boolean endsWith(CharSequence line, String end) {
        int from = line.length() - end.length();
        return from >= 0 && end.contentEquals(line.subSequence(from, line.length()));
    }
}
