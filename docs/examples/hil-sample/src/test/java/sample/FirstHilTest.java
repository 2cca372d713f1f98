package sample;

import static io.github.wroom4j.esp8266wifi.WiFiTypes.WL_CONNECTED;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.wroom4j.Esp8266;
import io.github.wroom4j.junit.EspModule;
import io.github.wroom4j.junit.HilTest;
import org.junit.jupiter.api.Test;

@HilTest
class FirstHilTest {
    @EspModule
    Esp8266 esp;

    @Test
    void the_module_has_joined() {
        assertEquals(WL_CONNECTED, esp.wifi().status());
    }
}
