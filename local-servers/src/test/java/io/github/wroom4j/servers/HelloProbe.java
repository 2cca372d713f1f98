package io.github.wroom4j.servers;

import io.github.wroom4j.tlswire.ServerAnswer;
import java.io.IOException;
import java.net.Socket;

/** Sends a hello over a socket and reads what comes back: the shortest possible client. */
final class HelloProbe {
    private HelloProbe() {}

    static ServerAnswer ask(int port, byte[] helloRecord) throws IOException {
        var reader = new ServerAnswer.Reader();
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(helloRecord);
            byte[] buffer = new byte[4096];
            for (int n = socket.getInputStream().read(buffer);
                    n >= 0 && reader.offer(buffer, 0, n);
                    n = socket.getInputStream().read(buffer)) {
                // offer decides when it is enough
            }
        }
        return reader.answer();
    }
}
