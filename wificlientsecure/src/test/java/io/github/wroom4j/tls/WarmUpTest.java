package io.github.wroom4j.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.github.wroom4j.arduino.SketchContext;
import io.github.wroom4j.esp8266wifi.ESP8266WiFiClass;
import io.github.wroom4j.testing.Console;
import io.github.wroom4j.testing.SocketModule;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WarmUpTest {
    @Test
    void a_handshake_with_oneself_comes_to_its_end() throws Exception {
        assertEquals("TLS 1.3", WarmUp.shakeHands());
    }

    @Test
    void joining_wifi_warms_tls_up_once_and_the_warm_up_ends_by_itself() throws InterruptedException {
        var module = new SocketModule();
        var context = new SketchContext(module, null, new Console().serial());
        HostTls tls = context.part(HostTls.class, c -> new HostTls(c.module(), 2));

        ESP8266WiFiClass.of(context).begin("Lab", "secret12");

        Thread thread = tls.warmUp();
        assertNotEquals(Thread.State.NEW, thread.getState(), "begin() had begun it");
        thread.join(TimeUnit.SECONDS.toMillis(30));
        assertFalse(thread.isAlive());
        ESP8266WiFiClass.of(context).begin("Lab", "secret12");
        assertSame(thread, tls.warmUp());
        assertFalse(thread.isAlive(), "once is enough");
        module.close();
    }
}
