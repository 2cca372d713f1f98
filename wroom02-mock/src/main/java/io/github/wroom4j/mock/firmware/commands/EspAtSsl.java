package io.github.wroom4j.mock.firmware.commands;

import io.github.wroom4j.mock.firmware.line.Arguments;
import io.github.wroom4j.mock.firmware.line.Form;
import io.github.wroom4j.mock.firmware.line.Refused;
import io.github.wroom4j.mock.firmware.links.LinkSlot;
import io.github.wroom4j.mock.firmware.links.ModuleLinks;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;

/** ESP-AT's CIPSSLCCONF, and the names and keys of SSL links (at-recorded-esp-at §3.2). */
final class EspAtSsl {
    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_KEY = 32;
    private static final int MOST_PROTOCOLS = 5;
    /** What is flashed stands for items 0 and 1, which factory images have (at-recorded-esp-at §3.2). */
    private static final int LAST_ITEM = 1;

    private final AtCore at;
    private final ModuleLinks links;
    private final SslCommands ssl;
    private final int[] key = new int[ModuleLinks.COUNT];
    private final int[] authority = new int[ModuleLinks.COUNT];

    EspAtSsl(AtCore at, SslCommands ssl) {
        this.at = at;
        this.links = at.links();
        this.ssl = ssl;
    }

    void register(HandlerTable table) {
        table.instead("CIPSSLCCONF", Form.QUERY, (name, p) -> queryAuthentication());
        table.instead("CIPSSLCCONF", Form.SET, EspAtHandler.of(this::setAuthentication));
        table.instead("CIPSSLCCN", Form.QUERY, (name, p) -> rows(name, ssl::checkedName));
        table.instead("CIPSSLCCN", Form.SET, EspAtHandler.of(a -> setName(a, ssl::checkedName)));
        table.instead("CIPSSLCSNI", Form.QUERY, (name, p) -> rows(name, ssl::serverName));
        table.instead("CIPSSLCSNI", Form.SET, EspAtHandler.of(a -> setName(a, ssl::serverName)));
        table.instead("CIPSSLCALPN", Form.QUERY, (name, p) -> rows(name, id -> String.join(",", ssl.alpn(id))));
        table.instead("CIPSSLCALPN", Form.SET, EspAtHandler.of(this::setAlpn));
        table.instead("CIPSSLCPSK", Form.QUERY, (name, p) -> rows(name, id -> String.join(",", ssl.psk(id))));
        table.instead("CIPSSLCPSK", Form.SET, EspAtHandler.of(this::setPsk));
    }

    /** Where a command's parameters begin behind the number of the link, which single-link mode has not. */
    private int first() {
        return links.mux() ? 1 : 0;
    }

    /** Does it for the link that is named, for all with 5, for 0 without any. */
    private void each(Arguments a, boolean whileOpen, IntConsumer what) {
        int id = links.mux() ? a.number(0, 0, ModuleLinks.COUNT) : 0;
        for (LinkSlot slot : links.slots()) {
            if (id == ModuleLinks.COUNT || id == slot.id()) {
                if (slot.isOpen() && !whileOpen) {
                    throw Refused.bare();
                }
                what.accept(slot.id());
            }
        }
    }

    // ---- CIPSSLCCONF ----

    private void queryAuthentication() {
        for (int id = 0; id < ModuleLinks.COUNT; id++) {
            at.reply(
                    "+CIPSSLCCONF:" + id + "," + ssl.authentication(id) + "," + key[id] + "," + authority[id] + "\r\n");
        }
        at.ok();
    }

    /** {@code [id,]0} or {@code [id,]bits,key,authority}: 1 shows our certificate, 2 checks the server's. */
    private void setAuthentication(Arguments a) {
        int at0 = first();
        int bits = a.number(at0, 0, 3);
        a.count(bits == 0 ? at0 + 1 : at0 + 3, bits == 0 ? at0 + 1 : at0 + 3);
        int ofKey = bits == 0 ? 0 : a.number(at0 + 1, 0, Integer.MAX_VALUE);
        int ofAuthority = bits == 0 ? 0 : a.number(at0 + 2, 0, Integer.MAX_VALUE);
        // What is missing is told, and then all is well (at-recorded-esp-at §3.2).
        if ((bits & 1) != 0 && (ofKey > LAST_ITEM || !at.certificates().hasClient())) {
            at.reply("NO CERT FOUND\r\n");
            at.reply("NO PRVT_KEY FOUND\r\n");
        }
        if ((bits & 2) != 0 && (ofAuthority > LAST_ITEM || !at.certificates().hasAuthority())) {
            at.reply("NO CA FOUND\r\n");
        }
        each(a, true, id -> {
            ssl.authentication(id, bits);
            key[id] = ofKey;
            authority[id] = ofAuthority;
        });
        at.ok();
    }

    // ---- names and keys ----

    /** Only links that have one are told. */
    private void rows(String name, IntFunction<String> value) {
        for (int id = 0; id < ModuleLinks.COUNT; id++) {
            String text = value.apply(id);
            if (!text.isEmpty()) {
                at.reply("+" + name + ":" + id + "," + text + "\r\n");
            }
        }
        at.ok();
    }

    private interface Setting {
        void set(int id, String value);
    }

    private void setName(Arguments a, Setting setting) {
        a.count(first() + 1, first() + 1);
        String value = a.text(first());
        boolean lacks = value.isEmpty() && (at.version().is("old-grammar") || !a.has(first()));
        if (value.length() > LONGEST_NAME || lacks) {
            throw Refused.bare();
        }
        each(a, false, id -> setting.set(id, value));
        at.ok();
    }

    /** {@code [id,]count,protocol…}. */
    private void setAlpn(Arguments a) {
        int count = a.number(first(), 0, MOST_PROTOCOLS);
        a.count(first() + 1 + count, first() + 1 + count);
        var protocols = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            String protocol = a.text(first() + 1 + i);
            if (protocol.isEmpty()) {
                throw Refused.bare();
            }
            protocols.add(protocol);
        }
        each(a, false, id -> ssl.alpn(id, List.copyOf(protocols)));
        at.ok();
    }

    /** {@code [id,]key,hint}. */
    private void setPsk(Arguments a) {
        a.count(first() + 2, first() + 2);
        String secret = a.text(first());
        String hint = a.text(first() + 1);
        boolean lacks = !a.has(first()) || !a.has(first() + 1);
        if (secret.length() > LONGEST_KEY || hint.length() > LONGEST_KEY || lacks) {
            throw Refused.bare();
        }
        each(a, false, id -> ssl.psk(id, List.of(secret, hint)));
        at.ok();
    }
}
