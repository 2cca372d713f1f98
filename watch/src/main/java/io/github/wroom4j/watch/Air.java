package io.github.wroom4j.watch;

import io.github.wroom4j.words.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the module stands in the air, as the conversation shows: access point, addresses, what it serves. */
final class Air {
    private static final Pattern JOIN = Pattern.compile("AT\\+CWJAP(?:_CUR|_DEF)?=\"((?:[^\"\\\\]|\\\\.)*)\".*");
    /** {@code +CWJAP:"ssid","bssid",channel,rssi}: a name is printed raw, so the rest is read from the end (at-protocol §6.3). */
    private static final Pattern JOINED =
            Pattern.compile("\\+CWJAP(?:_CUR|_DEF)?:\"(.*)\",\"([0-9a-fA-F:]{17})\",(\\d{1,2}),(-?\\d{1,3}).*");

    private static final Pattern ADDRESS = Pattern.compile(
            "\\+(?:CIFSR:(STAIP|STAMAC|APIP|APMAC),|CIPSTA(?:_CUR|_DEF)?:(ip|gateway|netmask):)\"([^\"]*)\"");
    private static final Pattern SERVER = Pattern.compile("AT\\+CIPSERVER=1(?:,(\\d{1,5}))?(,\"SSL\")?.*");
    private static final Pattern NO_SERVER = Pattern.compile("AT\\+CIPSERVER=0.*");
    /** What a firmware listens on where a command names no port. */
    private static final int USUAL_PORT = 333;

    private final Map<String, Object> facts = new LinkedHashMap<>();
    private final Map<Integer, Boolean> servers = new TreeMap<>();
    private String state = "none";
    private String wantedName = "";
    private int wantedServer;
    private boolean wantedSecure;
    private boolean noServer;

    /** The host sent a command. */
    void command(String line) {
        Matcher join = JOIN.matcher(line);
        if (join.matches()) {
            wantedName = join.group(1).replaceAll("\\\\(.)", "$1");
            state = "joining";
        }
        Matcher server = SERVER.matcher(line);
        wantedServer = 0;
        if (server.matches()) {
            wantedServer = server.group(1) == null ? USUAL_PORT : Integer.parseInt(server.group(1));
            wantedSecure = server.group(2) != null;
        }
        noServer = NO_SERVER.matcher(line).matches();
    }

    /** The module said a line. */
    void line(long micros, String line) {
        switch (line) {
            case "WIFI CONNECTED" -> joined("joined");
            case "WIFI GOT IP" -> joined("addressed");
            case "WIFI DISCONNECT" -> {
                state = "lost";
                facts.remove("rssi");
                facts.remove("ip");
            }
            case "ready" -> {
                state = "none";
                facts.clear();
                servers.clear();
            }
            case "OK" -> server();
            case "ERROR", "FAIL" -> {
                wantedServer = 0;
                noServer = false;
            }
            default -> facts(micros, line);
        }
    }

    private void joined(String next) {
        state = next;
        if (!wantedName.isEmpty()) {
            facts.put("name", wantedName);
        }
    }

    private void server() {
        if (wantedServer > 0) {
            servers.put(wantedServer, wantedSecure);
        }
        if (noServer) {
            servers.clear();
        }
        wantedServer = 0;
        noServer = false;
    }

    private void facts(long micros, String line) {
        Matcher joined = JOINED.matcher(line);
        if (joined.matches()) {
            facts.put("name", joined.group(1));
            facts.put("bssid", joined.group(2));
            facts.put("channel", Integer.parseInt(joined.group(3)));
            facts.put("rssi", Integer.parseInt(joined.group(4)));
            facts.put("rssiAt", micros / 1000.0);
            if (!state.equals("addressed")) {
                state = "joined";
            }
            return;
        }
        Matcher address = ADDRESS.matcher(line);
        if (address.matches()) {
            String what = address.group(1) != null ? address.group(1) : address.group(2);
            String key = switch (what) {
                case "STAIP", "ip" -> "ip";
                case "STAMAC" -> "mac";
                case "APIP" -> "apIp";
                case "APMAC" -> "apMac";
                default -> what;
            };
            if (!address.group(3).equals("0.0.0.0")) {
                facts.put(key, address.group(3));
            }
        }
    }

    /** What is known. */
    Map<String, Object> told() {
        var all = new LinkedHashMap<>(facts);
        all.put("state", state);
        all.put(
                "servers",
                servers.entrySet().stream()
                        .map(each -> Json.object("port", each.getKey(), "secure", each.getValue()))
                        .toList());
        return all;
    }
}
