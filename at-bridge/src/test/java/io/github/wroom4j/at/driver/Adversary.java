package io.github.wroom4j.at.driver;

import java.util.Random;

/** Payload made to look like protocol: a stream that both ends can make for themselves from its seed. */
final class Adversary {
    private static final String[] TRAPS = {
        "\r\nOK\r\n",
        "\r\nERROR\r\n",
        "0,CLOSED\r\n",
        "4,CLOSED\r\n",
        "\r\n+IPD,0,5:",
        "> ",
        "+++",
        "\r\nready\r\n",
        "SEND OK\r\n",
        "\r\n+CIPRECVDATA,2048:",
        "+CIPRECVDATA:7,",
        "busy p...\r\n",
        "AT+RST\r\n",
        "WIFI DISCONNECT\r\n",
        "\r\n+IPD,3,99\r\n",
        "\u0000",
        "\r",
        "\n",
        "\u00ff"
    };

    private final Random random;
    private byte[] run = new byte[0];
    private int at;

    Adversary(long seed) {
        random = new Random(seed);
    }

    void next(byte[] target, int length) {
        for (int i = 0; i < length; i++) {
            if (at == run.length) {
                if (random.nextInt(4) > 0) {
                    run = TRAPS[random.nextInt(TRAPS.length)].getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
                } else {
                    run = new byte[random.nextInt(300)];
                    random.nextBytes(run);
                }
                at = 0;
                i--;
                continue;
            }
            target[i] = run[at++];
        }
    }
}
