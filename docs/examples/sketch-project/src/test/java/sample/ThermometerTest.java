package sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.SketchRunner;
import io.github.wroom4j.arduino.HardwareSerial;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ThermometerTest {
    @Test
    void it_joins_and_reads() {
        var out = new ByteArrayOutputStream();
        int code = SketchRunner.of(Thermometer::new)
                .board("mock:", new HardwareSerial(new ByteArrayInputStream(new byte[0]), out))
                .runFor(Duration.ofSeconds(2))
                .run();

        String printed = out.toString(StandardCharsets.UTF_8);
        assertEquals(0, code, printed);
        assertTrue(printed.contains("joined as 192.168."), printed);
        assertTrue(printed.contains("{\"celsius\":2"), printed);
    }
}
