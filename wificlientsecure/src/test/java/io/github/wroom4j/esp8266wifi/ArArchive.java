package io.github.wroom4j.esp8266wifi;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes a Unix {@code ar} archive, as the core's certificate script does. */
final class ArArchive {
    private ArArchive() {}

    static byte[] of(byte[]... members) {
        var out = new ByteArrayOutputStream();
        out.writeBytes("!<arch>\n".getBytes(StandardCharsets.US_ASCII));
        member(out, "//", "long names, to be skipped\n".getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < members.length; i++) {
            member(out, "ca_" + i + ".der/", members[i]);
        }
        return out.toByteArray();
    }

    private static void member(ByteArrayOutputStream out, String name, byte[] bytes) {
        out.writeBytes(String.format("%-16s%-12s%-6s%-6s%-8s%-10d`\n", name, "0", "0", "0", "644", bytes.length)
                .getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(bytes);
        if (bytes.length % 2 == 1) {
            out.write('\n');
        }
    }
}
