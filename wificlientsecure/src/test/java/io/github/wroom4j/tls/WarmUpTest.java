package io.github.wroom4j.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WarmUpTest {
    @Test
    void a_handshake_with_oneself_comes_to_its_end() throws Exception {
        assertEquals("TLS 1.3", WarmUp.shakeHands());
    }

    @Test
    void the_warm_up_ends_by_itself() throws InterruptedException {
        Thread thread = HostTls.warmUp();

        thread.join(TimeUnit.SECONDS.toMillis(30));

        assertFalse(thread.isAlive());
    }
}
