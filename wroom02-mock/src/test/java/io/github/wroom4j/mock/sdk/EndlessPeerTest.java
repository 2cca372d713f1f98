package io.github.wroom4j.mock.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HexFormat;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A peer that always has something to say and never says anything. */
@Timeout(60)
class EndlessPeerTest {
    /** An empty handshake record; a HelloRequest. */
    @ParameterizedTest
    @ValueSource(strings = {"1603020000", "160302000400000000"})
    void records_that_carry_nothing_end_with_the_sdks_code(String record) throws Exception {
        byte[] bytes = HexFormat.of().parseHex(record);
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var lab = new Lab(SdkRelease.P0, HeapModel.NONOS).joined()) {
            var peer = new Thread(() -> talk(listener, bytes), "endless peer");
            peer.start();
            Client client = Client.secure(lab, listener.getLocalPort()).connect();
            assertEquals("reconcb(-28)", client.end());
            String story = Explanation.of(lab.observer.last().orElseThrow());
            assertTrue(story.contains("records in a row carried nothing"), story);
            peer.join();
        }
    }

    private static void talk(ServerSocket listener, byte[] record) {
        try (Socket socket = listener.accept()) {
            for (; ; ) {
                socket.getOutputStream().write(record);
            }
        } catch (IOException e) {
            assertTrue(listener.isBound(), "the module hung up: " + e);
        }
    }
}
