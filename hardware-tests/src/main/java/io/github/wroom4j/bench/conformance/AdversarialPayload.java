package io.github.wroom4j.bench.conformance;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Bytes that look like everything a parser might mistake for protocol. The same for the same seed. */
final class AdversarialPayload {
    private static final List<String> WORDS = List.of(
            "OK\r\n",
            "\r\nOK\r\n",
            "ERROR\r\n",
            "SEND OK\r\n",
            "\r\nSEND OK\r\n",
            "> ",
            "\r\n>",
            "+IPD,",
            "\r\n+IPD,0,1460:",
            "\r\n+CIPRECVDATA,5:",
            "0,CLOSED\r\n",
            "CLOSED\r\n",
            "1,CONNECT\r\n",
            "busy p...\r\n",
            "ready\r\n",
            "\r\nready\r\n",
            "WIFI DISCONNECT\r\n",
            "+++",
            "\\0",
            "\u001a",
            "Recv 5 bytes\r\n",
            "AT+RST\r\n");

    private AdversarialPayload() {}

    /** So many bytes. */
    static byte[] of(long seed, int length) {
        var random = new Random(seed);
        var out = new ByteArrayOutputStream(length + 512);
        for (int value = 0; value < 256; value++) {
            out.write(value);
        }
        while (out.size() < length) {
            switch (random.nextInt(4)) {
                case 0 -> out.writeBytes(new byte[1 + random.nextInt(200)]);
                case 1 -> {
                    byte[] run = new byte[1 + random.nextInt(200)];
                    java.util.Arrays.fill(run, (byte) 0xff);
                    out.writeBytes(run);
                }
                case 2 -> {
                    byte[] chance = new byte[1 + random.nextInt(400)];
                    random.nextBytes(chance);
                    out.writeBytes(chance);
                }
                default ->
                    out.writeBytes(WORDS.get(random.nextInt(WORDS.size())).getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        return java.util.Arrays.copyOf(out.toByteArray(), length);
    }
}
