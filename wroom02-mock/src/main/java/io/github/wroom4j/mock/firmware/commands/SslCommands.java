package io.github.wroom4j.mock.firmware.commands;

import io.github.wroom4j.mock.firmware.line.Parameters;
import io.github.wroom4j.mock.firmware.links.ModuleLinks;
import io.github.wroom4j.mock.firmware.links.SslWish;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** CIPSSLSIZE, CIPSSLCCONF and ESP-AT's CN, SNI, ALPN and PSK (at-protocol §§8.2 … 8.4). */
class SslCommands {
    private static final int LEAST_SIZE = 2048;

    final AtCore at;
    private final ModuleLinks links;
    private final int[] auth = new int[ModuleLinks.COUNT];
    private final String[] commonName = new String[ModuleLinks.COUNT];
    private final String[] serverName = new String[ModuleLinks.COUNT];
    private final List<List<String>> alpn = new ArrayList<>();
    private final List<List<String>> psk = new ArrayList<>();
    int size;

    SslCommands(AtCore at) {
        this.at = at;
        this.links = at.links();
        this.size = at.version().number("ssl-size-default");
        Arrays.fill(commonName, "");
        Arrays.fill(serverName, "");
        for (int i = 0; i < ModuleLinks.COUNT; i++) {
            alpn.add(List.of());
            psk.add(List.of());
            auth[i] = at.version().isEspAt() ? at.settings().number("ssl.auth." + i, 0) : 0;
        }
    }

    void register(HandlerTable table) {
        table.on("CIPSSLSIZE", (name, p) -> at.number("+CIPSSLSIZE:", size), this::setSize);
        table.on("CIPSSLCCONF", (name, p) -> queryAuth(), this::setAuth);
    }

    /** What ESP-AT's own commands set, by link. */
    int authentication(int id) {
        return auth[id];
    }

    void authentication(int id, int bits) {
        auth[id] = bits;
        at.settings().set("ssl.auth." + id, bits, at.store());
    }

    String checkedName(int id) {
        return commonName[id];
    }

    void checkedName(int id, String name) {
        commonName[id] = name;
    }

    String serverName(int id) {
        return serverName[id];
    }

    void serverName(int id, String name) {
        serverName[id] = name;
    }

    List<String> alpn(int id) {
        return alpn.get(id);
    }

    void alpn(int id, List<String> protocols) {
        alpn.set(id, protocols);
    }

    /** Key and hint; empty if none is set. */
    List<String> psk(int id) {
        return psk.get(id);
    }

    void psk(int id, List<String> keyAndHint) {
        psk.set(id, keyAndHint);
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
                psk.get(id).isEmpty() ? "" : psk.get(id).get(0),
                psk.get(id).isEmpty() ? "" : psk.get(id).get(1));
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
        at.number("+CIPSSLCCONF:", auth[0]);
    }

    private void setAuth(String name, Parameters p) {
        int bits = p.number(0, 3);
        if (bits < 0 || !p.end()) {
            at.error();
            return;
        }
        Arrays.fill(auth, bits);
        at.ok();
    }
}
