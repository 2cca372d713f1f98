package io.github.wroom4j.mock.firmware.commands;

import io.github.wroom4j.mock.firmware.line.Parameters;
import io.github.wroom4j.mock.firmware.links.ModuleLinks;
import io.github.wroom4j.mock.firmware.links.SslWish;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/** CIPSSLSIZE, CIPSSLCCONF and ESP-AT's CN, SNI, ALPN and PSK (at-protocol §§8.2 … 8.4). */
class SslCommands {
    private static final int LEAST_SIZE = 2048;
    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_KEY = 32;

    final AtCore at;
    private final ModuleLinks links;
    private final int[] auth = new int[ModuleLinks.COUNT];
    private final String[] commonName = new String[ModuleLinks.COUNT];
    private final String[] serverName = new String[ModuleLinks.COUNT];
    private final List<List<String>> alpn = new ArrayList<>();
    private final String[][] psk = new String[ModuleLinks.COUNT][];
    int size;

    SslCommands(AtCore at) {
        this.at = at;
        this.links = at.links();
        this.size = at.version().number("ssl-size-default");
        Arrays.fill(commonName, "");
        Arrays.fill(serverName, "");
        for (int i = 0; i < ModuleLinks.COUNT; i++) {
            alpn.add(List.of());
            auth[i] = at.version().isEspAt() ? at.settings().number("ssl.auth." + i, 0) : 0;
        }
    }

    void register(HandlerTable table) {
        table.on("CIPSSLSIZE", (name, p) -> at.number("+CIPSSLSIZE:", size), this::setSize);
        table.on("CIPSSLCCONF", (name, p) -> queryAuth(), this::setAuth);
        table.on("CIPSSLCCN", (name, p) -> rows(name, id -> commonName[id]), (name, p) -> setName(p, commonName));
        table.on("CIPSSLCSNI", (name, p) -> rows(name, id -> serverName[id]), (name, p) -> setName(p, serverName));
        table.on("CIPSSLCALPN", (name, p) -> rows(name, this::alpnRow), this::setAlpn);
        table.on(
                "CIPSSLCPSK",
                (name, p) -> rows(name, id -> psk[id] == null ? "" : "\"" + psk[id][0] + "\",\"" + psk[id][1] + "\""),
                this::setPsk);
    }

    /** What the next SSL link of that number is to do; null if the firmware lacks a certificate it would need. */
    SslWish wish(int id, String host) {
        boolean present = (auth[id] & 1) != 0;
        boolean verify = (auth[id] & 2) != 0;
        if (present && !at.certificates().hasClient()
                || verify && !at.certificates().hasAuthority()) {
            return null;
        }
        return new SslWish(
                size,
                at.version().is("sni") ? host : serverName[id],
                commonName[id],
                alpn.get(id),
                verify ? authorities() : null,
                present ? at.certificates().clientChain() : List.of(),
                present ? at.certificates().clientKey() : null,
                null,
                psk[id] == null ? "" : psk[id][0],
                psk[id] == null ? "" : psk[id][1]);
    }

    void setSize(String name, Parameters p) {
        int bytes = p.number(LEAST_SIZE, at.version().number("ssl-size-max"));
        if (bytes < 0 || at.junk(p)) {
            at.error();
        } else if (links.sslCount() > 0) {
            at.refuse("must close ssl link");
        } else {
            size = bytes;
            at.ok();
        }
    }

    /** CA certificates for verification, DER. */
    List<byte[]> authorities() {
        return at.certificates().authorities();
    }

    // ---- CIPSSLCCONF ----

    private void queryAuth() {
        if (!at.version().isEspAt()) {
            at.number("+CIPSSLCCONF:", auth[0]);
            return;
        }
        rows("CIPSSLCCONF", id -> auth[id] + ",0,0");
    }

    private void rows(String name, IntFunction<String> value) {
        for (int id = 0; id < (links.mux() ? ModuleLinks.COUNT : 1); id++) {
            at.reply("+" + name + ":" + id + "," + value.apply(id) + "\r\n");
        }
        at.ok();
    }

    private void setAuth(String name, Parameters p) {
        int[] ids = at.version().isEspAt() ? ids(p) : new int[] {0, 1, 2, 3, 4};
        int bits = ids == null ? -1 : p.number(0, 3);
        boolean more = at.version().isEspAt();
        int key = more && bits >= 0 && p.comma() ? p.number(0, 1) : 0;
        int authority = more && bits >= 0 && p.comma() ? p.number(0, 1) : 0;
        if (bits < 0 || key < 0 || authority < 0 || !p.end()) {
            at.error();
            return;
        }
        if (at.version().isEspAt()) {
            if ((bits & 1) != 0 && !at.certificates().hasClient()) {
                at.reply("NO CERT FOUND\r\n");
                at.error();
                return;
            }
            if ((bits & 2) != 0 && !at.certificates().hasAuthority()) {
                at.reply("NO CA FOUND\r\n");
                at.error();
                return;
            }
        }
        for (int id : ids) {
            auth[id] = bits;
            if (at.version().isEspAt()) {
                at.settings().set("ssl.auth." + id, bits, at.store());
            }
        }
        at.ok();
    }

    /** ESP-AT with several links names one, or all with 5. */
    private int[] ids(Parameters p) {
        if (!links.mux()) {
            return new int[] {0};
        }
        int id = p.number(0, ModuleLinks.COUNT);
        if (id < 0 || !p.comma()) {
            return null;
        }
        return id == ModuleLinks.COUNT ? new int[] {0, 1, 2, 3, 4} : new int[] {id};
    }

    // ---- names and keys ----

    private void setName(Parameters p, String[] names) {
        int[] ids = ids(p);
        String value = ids == null ? null : p.text();
        if (value == null || value.length() > LONGEST_NAME || !p.end()) {
            at.error();
            return;
        }
        for (int id : ids) {
            names[id] = value;
        }
        at.ok();
    }

    private String alpnRow(int id) {
        var row = new StringBuilder(Integer.toString(alpn.get(id).size()));
        alpn.get(id).forEach(protocol -> row.append(",\"").append(protocol).append('"'));
        return row.toString();
    }

    private void setAlpn(String name, Parameters p) {
        int[] ids = ids(p);
        int count = ids == null ? -1 : p.number(0, 5);
        var protocols = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            String protocol = p.comma() ? p.text() : null;
            if (protocol == null || protocol.isEmpty()) {
                at.error();
                return;
            }
            protocols.add(protocol);
        }
        if (count < 0 || !p.end()) {
            at.error();
            return;
        }
        for (int id : ids) {
            alpn.set(id, List.copyOf(protocols));
        }
        at.ok();
    }

    private void setPsk(String name, Parameters p) {
        int[] ids = ids(p);
        String key = ids == null ? null : p.text();
        String hint = key != null && p.comma() ? p.text() : null;
        if (hint == null || key.length() > LONGEST_KEY || hint.length() > LONGEST_KEY || !p.end()) {
            at.error();
            return;
        }
        for (int id : ids) {
            psk[id] = new String[] {key, hint};
        }
        at.ok();
    }
}
