package io.github.wroom4j.esp8266httpclient;

import io.github.wroom4j.arduino.Print;
import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.esp8266wifi.WiFiClient;
import io.github.wroom4j.testing.Console;
import io.github.wroom4j.testing.SocketModule;

/** A program of its own, so that a test can give it a small heap: streams one body and prints its size. */
final class BigBody {
    private BigBody() {}

    private static final class Counter extends Print {
        private long bytes;

        @Override
        public int write(int octet) {
            bytes++;
            return 1;
        }

        @Override
        public int write(byte[] buffer, int offset, int length) {
            bytes += length;
            return length;
        }
    }

    public static void main(String[] url) {
        var module = new SocketModule();
        var context = new SketchContext(module, null, new Console().serial());
        try (var client = new WiFiClient(context);
                var http = new HTTPClient(context)) {
            http.begin(client, url[0]);
            int code = http.GET();
            var counter = new Counter();
            int written = http.writeToStream(counter);
            System.out.println(code + " " + written + " " + counter.bytes + " heap "
                    + Runtime.getRuntime().maxMemory() / 1_048_576);
        }
    }
}
