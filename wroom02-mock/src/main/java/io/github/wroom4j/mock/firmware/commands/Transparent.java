package io.github.wroom4j.mock.firmware.commands;

import io.github.wroom4j.mock.firmware.line.Parameters;
import io.github.wroom4j.mock.firmware.links.LinkSlot;
import io.github.wroom4j.mock.firmware.links.LinkType;
import io.github.wroom4j.mock.firmware.links.LinkWish;
import io.github.wroom4j.mock.firmware.links.ModuleLinks;
import io.github.wroom4j.mock.firmware.links.SslWish;
import io.github.wroom4j.mock.radio.Ip4;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.function.IntConsumer;

/** Transparent transmission: CIPMODE=1 with CIPSEND, and SAVETRANSLINK at boot (at-protocol §10). */
final class Transparent {
    private static final Duration RECONNECT = Duration.ofMillis(100);

    private final AtCore at;
    private final SslCommands ssl;
    private final IntConsumer mode;
    private final ModuleLinks links;
    private final ArrayDeque<byte[]> packets = new ArrayDeque<>();
    private boolean sending;
    private boolean leaving;
    /** NonOS over SSL: the first packet went out, and libat waits for ever to hear of it (at-recorded D29). */
    private boolean stalled;

    private boolean booting = true;

    Transparent(AtCore at, SslCommands ssl, IntConsumer mode) {
        this.at = at;
        this.ssl = ssl;
        this.mode = mode;
        this.links = at.links();
        links.whenLost(this::lost);
    }

    void begin(int mode) {
        if (mode != 1 || links.mux() || !links.slot(0).isOpen()) {
            at.error();
            return;
        }
        at.pend();
        at.reply("\r\nOK\r\n");
        enter();
    }

    private void enter() {
        at.reply(at.version().text("passthrough-prompt"));
        listen();
    }

    private void listen() {
        packets.clear();
        sending = false;
        leaving = false;
        at.input().transparent();
        at.out().whenOut(() -> links.transparent(true));
    }

    void packet(byte[] packet) {
        packets.add(packet);
        pump();
    }

    private void pump() {
        LinkSlot slot = links.slot(0);
        if (sending || stalled) {
            return;
        }
        if (packets.isEmpty()) {
            if (leaving) {
                left();
            }
            return;
        }
        if (!slot.isOpen()) {
            if (leaving) {
                packets.clear();
                left();
            }
            return;
        }
        sending = true;
        stalled = at.version().isNonOs() && slot.type() == LinkType.SSL;
        links.send(slot, packets.poll(), code -> {
            sending = false;
            pump();
        });
        if (stalled && !at.version().is("ssl-passthrough-shows")) {
            at.out().mute();
        }
    }

    void leave() {
        if (stalled) {
            at.out().mute();
            return;
        }
        leaving = true;
        pump();
    }

    private void left() {
        links.transparent(false);
        if ((links.messages() & 1) != 0) {
            at.reply(at.version().isEspAt() ? "\r\n+QUITT\r\n" : "+QUITT\r\n");
        }
        at.input().leave();
    }

    /** The peer went: the module connects again by itself, without a word (at-protocol §10). */
    private void lost(LinkSlot slot) {
        sending = false;
        int tenths = at.settings().number("reconnect.tenths", 1);
        LinkWish wish = new LinkWish(slot.type(), slot.ip(), slot.port(), 0, slot.keepAlive(), SslWish.plain(0));
        reconnect(wish, RECONNECT.multipliedBy(tenths));
    }

    private void reconnect(LinkWish wish, Duration pause) {
        at.chip().lane().after(pause, () -> {
            if (links.transparent() && !links.slot(0).inUse()) {
                open(wish, pause);
            }
        });
    }

    private void open(LinkWish wish, Duration pause) {
        SslWish sslWish = wish.type() == LinkType.SSL ? ssl.wish(0, wish.ip().toString()) : wish.ssl();
        var again = new LinkWish(wish.type(), wish.ip(), wish.port(), wish.localPort(), wish.keepAlive(), sslWish);
        links.open(0, again, 0, code -> {
            if (code != 0) {
                reconnect(wish, pause);
                return;
            }
            if (at.version().isEspAt() && links.tellsInTransparent()) {
                at.out().event("CONNECT\r\n");
            }
            pump();
        });
    }

    // ---- SAVETRANSLINK ----

    void save(String name, Parameters p) {
        int on = p.number(0, 1);
        if (on == 0 && !at.junk(p)) {
            saveLink("");
            at.ok();
            return;
        }
        String host = on == 1 && p.comma() ? p.text() : null;
        int port = host != null && p.comma() ? p.number(1, 65535) : -1;
        LinkType type = LinkType.TCP;
        int last = 0;
        if (port > 0 && p.comma()) {
            boolean nothing = at.version().isNonOs() && p.end();
            type = nothing ? LinkType.TCP : LinkType.named(p.text());
            if (type != null && p.comma()) {
                last = p.number(0, type == LinkType.UDP ? 65535 : 7200);
            }
        }
        boolean domain = host != null && at.address(host).isEmpty();
        boolean refused = domain && !at.version().is("translink-domain")
                || type == LinkType.SSL && !at.version().is("translink-ssl");
        if (port < 0 || host.isEmpty() || type == null || last < 0 || refused || !p.end()) {
            at.error();
            return;
        }
        saveLink(type + " " + host + " " + port + " " + last);
        at.ok();
    }

    /** The link that is opened at boot; empty for none. */
    void saveLink(String link) {
        at.settings().set("translink", link, true);
    }

    boolean opensSavedLink() {
        return booting && !at.settings().text("translink", "").isEmpty();
    }

    void gotIp() {
        String saved = at.settings().text("translink", "");
        if (!booting || saved.isEmpty()) {
            booting = false;
            return;
        }
        booting = false;
        String[] part = saved.split(" ");
        LinkType type = LinkType.valueOf(part[0]);
        int last = Integer.parseInt(part[3]);
        mode.accept(1);
        connectAtBoot(type, part[1], Integer.parseInt(part[2]), last);
    }

    private void connectAtBoot(LinkType type, String host, int port, int last) {
        Ip4 address = at.address(host).orElse(null);
        if (address == null) {
            links.stack().resolve(host, found -> {
                if (found == null) {
                    at.chip().lane().after(RECONNECT, () -> connectAtBoot(type, host, port, last));
                } else {
                    connectAtBoot(type, found.toString(), port, last);
                }
            });
            return;
        }
        boolean udp = type == LinkType.UDP;
        SslWish sslWish = type == LinkType.SSL ? ssl.wish(0, host) : SslWish.plain(0);
        links.open(0, new LinkWish(type, address, port, udp ? last : 0, udp ? 0 : last, sslWish), 0, code -> {
            if (code == 0 && at.version().isEspAt()) {
                links.openedAtBoot(links.slot(0));
                listen();
            } else if (code == 0) {
                enter();
            } else {
                at.chip().lane().after(RECONNECT, () -> connectAtBoot(type, host, port, last));
            }
        });
    }
}
