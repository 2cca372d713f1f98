package io.github.wroom4j.mock.firmware.commands;

import io.github.wroom4j.mock.chip.Flash;
import io.github.wroom4j.mock.firmware.line.Arguments;
import io.github.wroom4j.mock.firmware.line.Form;
import io.github.wroom4j.mock.firmware.line.Parameters;
import io.github.wroom4j.mock.firmware.line.Refused;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/** ESP-AT's way to flash, memory and registers: SYSFLASH, USERRAM, SYSREG (at-protocol §5, at-recorded-esp-at §3.2). */
final class EspAtSystem {
    private static final int KEYS = 0x2000;

    /** A partition of {@code at_customize}, from 0xf1000 on. */
    private record Partition(String name, int subtype, int address, int size) {}

    private static final List<Partition> PARTITIONS = List.of(
            new Partition("factory_param", 8, 0xf1000, 0x1000),
            new Partition("server_cert", 2, 0xf2000, KEYS),
            new Partition("server_key", 3, 0xf4000, KEYS),
            new Partition("server_ca", 4, 0xf6000, KEYS),
            new Partition("client_cert", 5, 0xf8000, KEYS),
            new Partition("client_key", 6, 0xfa000, KEYS),
            new Partition("client_ca", 7, 0xfc000, KEYS),
            new Partition("wpa2_cert", 8, 0xfe000, KEYS),
            new Partition("wpa2_key", 9, 0x100000, KEYS),
            new Partition("wpa2_ca", 10, 0x102000, KEYS),
            new Partition("mqtt_cert", 11, 0x104000, KEYS),
            new Partition("mqtt_key", 12, 0x106000, KEYS),
            new Partition("mqtt_ca", 13, 0x108000, KEYS));
    private static final int CUSTOM = 64;

    private final AtCore at;
    /** What was written to registers; nothing acts on it, and what was never written reads as 0. */
    private final TreeMap<Long, Long> registers = new TreeMap<>();

    private byte[] ram;

    EspAtSystem(AtCore at) {
        this.at = at;
    }

    void register(HandlerTable table) {
        table.on("SYSFLASH", (name, p) -> partitions(), EspAtHandler.of(this::flash));
        table.on(
                "USERRAM",
                (name, p) -> at.number("+USERRAM:", ram == null ? 0 : ram.length),
                EspAtHandler.of(this::memory));
        table.on("SYSREG", Form.SET, this::register32);
    }

    // ---- SYSFLASH ----

    private void partitions() {
        for (Partition each : PARTITIONS) {
            at.reply(String.format(
                    "+SYSFLASH:\"%s\",%d,%d,0x%x,0x%x\r\n", each.name, CUSTOM, each.subtype, each.address, each.size));
        }
        at.ok();
    }

    /** {@code 0,partition[,offset,length]} erases, {@code 1,partition,offset,length} writes, 2 reads. */
    private void flash(Arguments a) {
        int operation = a.number(0, 0, 2);
        String wanted = a.text(1);
        Partition partition = PARTITIONS.stream()
                .filter(each -> each.name.equals(wanted))
                .findFirst()
                .orElseThrow(Refused::execution);
        boolean whole = operation == 0 && a.count() == 2;
        a.count(whole ? 2 : 4, 4);
        int offset = whole ? 0 : a.number(2, 0, partition.size);
        int length = whole ? partition.size : a.number(3, 0, Integer.MAX_VALUE);
        if (length > partition.size - offset) {
            at.tell(Refused.execution().code() + 1);
            at.tell(Refused.execution().code() + 3);
            throw Refused.bare();
        }
        if (operation == 0 && (offset | length) % Flash.SECTOR != 0) {
            throw Refused.bare();
        }
        int address = partition.address + offset;
        switch (operation) {
            case 0 -> erase(address, length);
            case 1 -> write(address, length);
            default -> tell("+SYSFLASH:", at.chip().flash().read(address, length));
        }
    }

    private void erase(int address, int length) {
        for (int sector = address; sector < address + length; sector += Flash.SECTOR) {
            at.chip().flash().eraseSector(sector);
        }
        at.ok();
    }

    /** A prompt alone, without an OK before it. */
    private void write(int address, int length) {
        at.pend();
        at.reply(">");
        at.input().collectText(length, text -> false, bytes -> {
            at.chip().flash().write(address, bytes);
            at.ok();
        });
    }

    /** The data follow the firmware's words, and OK them. */
    private void tell(String name, byte[] data) {
        byte[] words = (name + data.length + ",").getBytes(StandardCharsets.US_ASCII);
        byte[] piece = Arrays.copyOf(words, words.length + data.length);
        System.arraycopy(data, 0, piece, words.length, data.length);
        at.out().reply(piece, words.length);
        at.ok();
    }

    // ---- USERRAM ----

    /** {@code 0} frees, {@code 1,size} reserves, {@code 2,length[,offset]} writes, 3 reads, {@code 4} clears. */
    private void memory(Arguments a) {
        int operation = a.number(0, 0, 4);
        boolean alone = operation == 0 || operation == 4;
        a.count(alone ? 1 : 2, alone ? 1 : operation == 1 ? 2 : 3);
        if ((operation == 1) != (ram == null)) {
            throw Refused.bare();
        }
        int length =
                alone ? 0 : a.number(1, 1, operation == 1 ? at.chip().heap().freeSize() : ram.length);
        int offset = a.numberOr(2, 0, 0, ram == null ? 0 : ram.length - 1);
        switch (operation) {
            case 0 -> ram = null;
            case 1 -> ram = new byte[length];
            case 2 -> {
                fill(offset, length);
                return;
            }
            case 3 -> {
                // It reads on behind what was reserved, where nothing of ours lies.
                tell("+USERRAM:", Arrays.copyOfRange(ram, offset, offset + length));
                return;
            }
            default -> Arrays.fill(ram, (byte) 0);
        }
        at.ok();
    }

    private void fill(int offset, int length) {
        at.pend();
        at.reply("\r\nOK\r\n");
        at.reply("\r\n>");
        at.input().collectText(length, text -> false, bytes -> {
            System.arraycopy(bytes, 0, ram, offset, Math.min(bytes.length, ram.length - offset));
            at.finish("\r\nWRITE OK\r\n");
        });
    }

    // ---- SYSREG ----

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
                at.error();
            }
        } catch (NumberFormatException e) {
            System.getLogger(EspAtSystem.class.getName()).log(System.Logger.Level.DEBUG, "no number", e);
            at.error();
        }
    }
}
