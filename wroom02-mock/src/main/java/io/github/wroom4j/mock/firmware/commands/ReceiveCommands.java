package io.github.wroom4j.mock.firmware.commands;

import io.github.wroom4j.mock.firmware.line.Form;
import io.github.wroom4j.mock.firmware.line.Parameters;
import io.github.wroom4j.mock.firmware.links.LinkSlot;
import io.github.wroom4j.mock.firmware.links.LinkType;
import io.github.wroom4j.mock.firmware.links.ModuleLinks;
import java.util.stream.Collectors;

/** CIPRECVMODE, CIPRECVDATA, CIPRECVLEN, CIPDINFO (at-protocol §§7.8, 9.4). */
final class ReceiveCommands {
    private static final int MOST = 2048;

    private final AtCore at;
    private final ModuleLinks links;

    ReceiveCommands(AtCore at) {
        this.at = at;
        this.links = at.links();
    }

    void register(HandlerTable table) {
        table.on(
                "CIPRECVMODE",
                (name, p) -> at.number("+CIPRECVMODE:", links.receive().passive() ? 1 : 0),
                this::setMode);
        table.on("CIPRECVDATA", Form.SET, this::read);
        table.on("CIPRECVLEN", Form.QUERY, (name, p) -> lengths());
        table.on("CIPDINFO", (name, p) -> queryDetails(), this::setDetails);
    }

    private void setMode(String name, Parameters p) {
        int mode = p.number(0, 1);
        if (mode < 0 || at.junk(p)) {
            at.error();
            return;
        }
        links.receive().passive(mode == 1);
        at.ok();
    }

    private void read(String name, Parameters p) {
        int id = 0;
        if (links.mux()) {
            id = p.number(0, ModuleLinks.COUNT - 1);
            if (id < 0 || !p.comma()) {
                at.error();
                return;
            }
        }
        int most = p.number();
        if (at.version().isAtMod() && most > MOST) {
            at.refuse("too long");
            return;
        }
        if (most < 1 || most > MOST || at.junk(p)) {
            at.error();
            return;
        }
        LinkSlot slot = links.slot(id);
        if (links.receive().read(slot, most)) {
            at.ok();
            at.out().whenOut(() -> links.receive().afterRead(slot));
        } else if (slot.isOpen() && at.version().isNonOs() && slot.type() == LinkType.TCP) {
            // A bare OK, no data line (at-protocol §9.4).
            at.ok();
        } else {
            at.error();
        }
    }

    private void lengths() {
        String unused = at.version().text("recvlen-unused");
        boolean one = at.version().isEspAt() && !links.mux();
        String row = links.slots().stream()
                .limit(one ? 1 : ModuleLinks.COUNT)
                .map(slot -> {
                    boolean used = slot.isOpen() || slot.waiting() > 0;
                    boolean counted = at.version().isNonOs() ? slot.type() == LinkType.TCP : true;
                    return !used
                            ? unused
                            : counted ? Integer.toString(links.receive().announced(slot)) : "0";
                })
                .collect(Collectors.joining(","));
        at.reply("+CIPRECVLEN:" + row + "\r\n");
        at.ok();
    }

    private void queryDetails() {
        String[] words = at.version().text("dinfo-words").split("\\|");
        at.reply("+CIPDINFO:" + words[links.receive().details() ? 0 : 1]
                + (at.version().isAtMod() ? "\r\n" : ""));
        at.ok();
    }

    private void setDetails(String name, Parameters p) {
        int on = p.number(0, 1);
        if (on < 0 || at.junk(p)) {
            at.error();
            return;
        }
        links.receive().details(on == 1);
        at.ok();
    }
}
