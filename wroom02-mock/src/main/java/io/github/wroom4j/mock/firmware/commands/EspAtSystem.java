package io.github.wroom4j.mock.firmware.commands;

import io.github.wroom4j.mock.chip.Flash;
import io.github.wroom4j.mock.firmware.line.Form;
import io.github.wroom4j.mock.firmware.line.Parameters;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/** ESP-AT's way to the flash and to registers: SYSFLASH, SYSREG (at-protocol §5). */
final class EspAtSystem {
    private static final int INVALID = 0x01070000;
    private static final int MOST = 2048;

    /** A partition of the customer's; names and kinds as ESP-AT's, the addresses are assumed. */
    private record Partition(String name, int type, int subtype, int address, int size) {}

    private static final List<Partition> PARTITIONS = List.of(
            new Partition("client_cert", 64, 3, 0x1e0000, 0x2000),
            new Partition("client_key", 64, 4, 0x1e2000, 0x2000),
            new Partition("client_ca", 64, 5, 0x1e4000, 0x2000),
            new Partition("fatfs", 1, 129, 0x190000, 0x50000));

    private final AtCore at;
    /** What was written to registers; nothing acts on it, and what was never written reads as 0. */
    private final TreeMap<Long, Long> registers = new TreeMap<>();

    EspAtSystem(AtCore at) {
        this.at = at;
    }

    void register(HandlerTable table) {
        table.on("SYSFLASH", (name, p) -> partitions(), this::flash);
        table.on("SYSREG", Form.SET, this::register32);
    }

    private void partitions() {
        for (Partition each : PARTITIONS) {
            at.reply(String.format(
                    "+SYSFLASH:\"%s\",%d,%d,0x%x,0x%x\r\n",
                    each.name, each.type, each.subtype, each.address, each.size));
        }
        at.ok();
    }

    /** 0 erases, 1 writes, 2 reads a part of a partition. */
    private void flash(String name, Parameters p) {
        int operation = p.number(0, 2);
        String wanted = operation >= 0 && p.comma() ? p.text() : null;
        Partition partition = PARTITIONS.stream()
                .filter(each -> each.name.equals(wanted))
                .findFirst()
                .orElse(null);
        if (partition == null) {
            at.error(INVALID);
            return;
        }
        int offset = 0;
        int length = partition.size;
        boolean given = p.comma();
        if (given) {
            offset = p.number(0, partition.size - 1);
            length = p.comma() ? p.number(1, partition.size - Math.max(0, offset)) : Parameters.WRONG;
        }
        boolean wrong = offset < 0 || length < 0 || !p.end() || !given && operation != 0;
        if (wrong || operation == 0 && (offset | length) % Flash.SECTOR != 0 || operation != 0 && length > MOST) {
            at.error(INVALID);
            return;
        }
        int address = partition.address + offset;
        switch (operation) {
            case 0 -> erase(address, length);
            case 1 -> write(address, length);
            default -> read(address, length);
        }
    }

    private void erase(int address, int length) {
        for (int sector = address; sector < address + length; sector += Flash.SECTOR) {
            at.chip().flash().eraseSector(sector);
        }
        at.ok();
    }

    private void write(int address, int length) {
        at.pend();
        at.reply("\r\nOK\r\n");
        at.reply("\r\n>");
        at.input().collectText(length, text -> false, bytes -> {
            at.chip().flash().write(address, bytes);
            at.ok();
        });
    }

    private void read(int address, int length) {
        byte[] words = ("+SYSFLASH:" + length + ",").getBytes(StandardCharsets.US_ASCII);
        byte[] data = at.chip().flash().read(address, length);
        byte[] piece = Arrays.copyOf(words, words.length + data.length + 2);
        System.arraycopy(data, 0, piece, words.length, data.length);
        piece[piece.length - 2] = '\r';
        piece[piece.length - 1] = '\n';
        at.out().reply(piece, words.length);
        at.ok();
    }

    /** {@code <0 read | 1 write>,<address>[,<value>]}: peripheral registers, in words. */
    private void register32(String name, Parameters p) {
        String[] words = p.rest().split(",", -1);
        try {
            long address = Long.decode(words.length > 1 ? words[1] : "");
            boolean there = address >= 0x3FF0_0000L && address < 0x3FF2_0000L
                    || address >= 0x6000_0000L && address < 0x6000_2000L;
            if (there && address % 4 == 0 && words[0].equals("0") && words.length == 2) {
                at.reply(String.format("+SYSREG:0x%x\r\n", registers.getOrDefault(address, 0L)));
                at.ok();
            } else if (there && address % 4 == 0 && words[0].equals("1") && words.length == 3) {
                registers.put(address, Long.decode(words[2]) & 0xFFFF_FFFFL);
                at.ok();
            } else {
                at.error(INVALID);
            }
        } catch (NumberFormatException e) {
            System.getLogger(EspAtSystem.class.getName()).log(System.Logger.Level.DEBUG, "no number", e);
            at.error(INVALID);
        }
    }
}
