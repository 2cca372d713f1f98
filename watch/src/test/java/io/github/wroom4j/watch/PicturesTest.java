package io.github.wroom4j.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.Sketch;
import io.github.wroom4j.esp8266httpclient.HTTPClient;
import io.github.wroom4j.esp8266wifi.WiFiClientSecure;
import io.github.wroom4j.esp8266wifi.X509List;
import io.github.wroom4j.mock.MockBuilder;
import io.github.wroom4j.mock.MockWroom02;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.DemoServer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The pictures of the pages: taken here, and with {@code -Dwroom4j.pictures=write} put where README and docs/maker.md show
 * them.
 */
@Timeout(120)
class PicturesTest {
    private static final Path IMAGES = Path.of("../docs/images");

    @TempDir
    Path folder;

    /** A weather station that blinks: something for every panel. */
    public static class Weather extends Sketch {
        private final WiFiClientSecure client = new WiFiClientSecure();
        private int step;

        @Override
        public void setup() {
            Serial.begin(115200);
            pinMode(LED_BUILTIN, OUTPUT);
            pinMode(0, INPUT_PULLUP);
            pinMode(12, OUTPUT);
            digitalWrite(12, HIGH);
            pinMode(14, OUTPUT);
            analogWrite(14, 100);
            WiFi.begin(MockBuilder.SSID, MockBuilder.PASSWORD);
            WiFi.waitForConnectResult();
            WiFi.RSSI();
            WiFi.localIP();
            WiFi.macAddress();
            client.setTrustAnchors(new X509List(option("ca").getBytes(StandardCharsets.US_ASCII)));
            var http = new HTTPClient();
            if (http.begin(client, option("url"))) {
                Serial.println(http.GET() == HTTP_CODE_OK ? "reported" : "not reported");
            }
            digitalWrite(LED_BUILTIN, LOW);
        }

        @Override
        public void loop() {
            if (step < 120) {
                double t = step / 12.0;
                Serial.println(String.format(
                        java.util.Locale.ROOT,
                        "temperature:%.2f,humidity:%.2f",
                        21 + 3 * Math.sin(t),
                        40 + 8 * Math.cos(t / 2)));
                if (++step == 120) {
                    Serial.println("done");
                }
            }
            delay(2);
        }
    }

    @Test
    void the_page_looks_as_the_pages_show_it() throws Exception {
        try (var browser = new Browser(folder);
                var server = DemoServer.start(DemoAuthority.create());
                var stage = new Stage(
                        MockWroom02.builder().build(),
                        Weather::new,
                        Map.of("url", server.url(), "ca", server.caPem()))) {
            try (var tab = browser.open(stage.link(), 1120, 920)) {
                ready(tab);
                tab.click("#show-plotter");
                tab.await("wroom4j.drawn() && wroom4j.drawn()[0].length >= 120");
                picture(tab, "watch.png", 1120, 920);
            }
            try (var tab = browser.openOnPhone(stage.link(), 390)) {
                ready(tab);
                tab.dark(true);
                picture(tab, "watch-phone.png", 390, 740);
            }
        }
    }

    private static void ready(Browser.Tab tab) throws Exception {
        tab.await("document.querySelector('#printed').textContent.includes('done')");
        tab.await("document.querySelector('#led').style.opacity === '1'");
        // Not every machine has the letters of the language switch.
        tab.eval("document.querySelector('#language').style.display = 'none'");
        tab.eval("document.querySelector('#title').textContent = 'Weather'");
        tab.eval("scrollTo(0, 0)");
    }

    private static void picture(Browser.Tab tab, String name, int width, int height) throws Exception {
        tab.eval("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
        byte[] png = tab.picture();
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
        assertEquals(width, image.getWidth());
        assertEquals(height, image.getHeight());
        assertTrue(shows(image, 0x2f8bff) || shows(image, 0x6cb0ff), "the LED does not shine on " + name);
        if ("write".equals(System.getProperty("wroom4j.pictures"))) {
            Files.createDirectories(IMAGES);
            Files.write(IMAGES.resolve(name), png);
        }
    }

    private static boolean shows(BufferedImage image, int colour) {
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                if ((image.getRGB(x, y) & 0xFFFFFF) == colour) {
                    return true;
                }
            }
        }
        return false;
    }
}
