package io.github.wroom4j.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.wroom4j.Sketch;
import io.github.wroom4j.esp8266httpclient.HTTPClient;
import io.github.wroom4j.esp8266wifi.WiFiClient;
import io.github.wroom4j.esp8266wifi.WiFiClientSecure;
import io.github.wroom4j.esp8266wifi.WiFiServer;
import io.github.wroom4j.esp8266wifi.X509List;
import io.github.wroom4j.hal.wirelog.WireLogFile;
import io.github.wroom4j.mock.MockBuilder;
import io.github.wroom4j.mock.MockWroom02;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.DemoServer;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees and does on the page, in a real browser. */
@Timeout(120)
class LivePageTest {
    /** Everything that closes an element, opens one, or would run. */
    private static final String HOSTILE = "</script><img src=x onerror=1>";

    @TempDir
    static Path folder;

    private static Browser browser;

    @BeforeAll
    static void open() {
        browser = new Browser(folder);
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.close();
        }
    }

    private static MockWroom02 mock() {
        return MockWroom02.builder().build();
    }

    private static void assertQuiet(Browser.Tab tab) {
        assertEquals(List.of(), tab.complaints());
    }

    /** Says what its button and its slider do; its LED follows the button. */
    public static class Button extends Sketch {
        private int before = -1;
        private int level = -1;

        @Override
        public void setup() {
            Serial.begin(115200);
            pinMode(0, INPUT_PULLUP);
            pinMode(LED_BUILTIN, OUTPUT);
            digitalWrite(LED_BUILTIN, HIGH);
        }

        @Override
        public void loop() {
            int now = digitalRead(0);
            if (now != before) {
                Serial.println(now == LOW ? "pressed" : "released");
                digitalWrite(LED_BUILTIN, now);
                before = now;
            }
            int analog = analogRead(A0);
            if (analog != level) {
                Serial.println("level " + analog);
                level = analog;
            }
            delay(2);
        }
    }

    @Test
    void a_pressed_button_changes_what_the_sketch_prints_and_the_led_it_lights() throws Exception {
        try (var stage = new Stage(mock(), Button::new);
                var tab = browser.open(stage.link(), 1200, 900)) {
            tab.await("document.querySelector('#printed').textContent.includes('released')");
            assertEquals(
                    "0",
                    tab.eval("document.querySelector('#led').style.opacity").asText());

            tab.mouseDown("#pin-0");
            tab.await("document.querySelector('#printed').textContent.endsWith('pressed')");
            tab.await("document.querySelector('#led').style.opacity === '1'");
            tab.await("document.querySelector('#pin-0 .what').textContent.includes('LOW')");
            tab.mouseUp("#pin-0");
            tab.await("document.querySelector('#printed').textContent.endsWith('released')");
            tab.await("document.querySelector('#led').style.opacity === '0'");

            assertQuiet(tab);
        }
    }

    @Test
    void the_keyboard_presses_a_button_too() throws Exception {
        try (var stage = new Stage(mock(), Button::new);
                var tab = browser.open(stage.link(), 1200, 900)) {
            tab.await("document.querySelector('#pin-0 .what').textContent.includes('HIGH')");
            tab.eval("document.querySelector('#pin-0').focus()");

            tab.key("keyDown", " ", "Space");
            tab.await("document.querySelector('#printed').textContent.endsWith('pressed')");
            tab.key("keyUp", " ", "Space");
            tab.await("document.querySelector('#printed').textContent.endsWith('released')");
        }
    }

    @Test
    void the_slider_is_what_analogRead_gives() throws Exception {
        try (var stage = new Stage(mock(), Button::new);
                var tab = browser.open(stage.link(), 1200, 900)) {
            tab.await("document.querySelector('#printed').textContent.includes('level 0')");

            tab.eval("(() => { const e = document.querySelector('#analog'); e.value = '777';"
                    + " e.dispatchEvent(new Event('input')); })()");

            tab.await("document.querySelector('#printed').textContent.includes('level 777')");
        }
    }

    /** Dims its LED. */
    public static class Dimmer extends Sketch {
        @Override
        public void setup() {
            pinMode(LED_BUILTIN, OUTPUT);
            analogWriteRange(100);
            analogWrite(LED_BUILTIN, 75);
        }

        @Override
        public void loop() {
            delay(10);
        }
    }

    @Test
    void pwm_is_shown_as_brightness() throws Exception {
        try (var stage = new Stage(mock(), Dimmer::new);
                var tab = browser.open(stage.link(), 1200, 900)) {
            tab.await("document.querySelector('#pin-2 .what').textContent === 'PWM 75%'");

            // The chip's LED lights while its pin is low.
            assertEquals(
                    "0.25",
                    tab.eval("document.querySelector('#led').style.opacity").asText());
        }
    }

    /** Says back what it reads, byte by byte. */
    public static class Parrot extends Sketch {
        @Override
        public void setup() {
            Serial.begin(9600);
            Serial.println("ready to repeat");
        }

        @Override
        public void loop() {
            while (Serial.available() > 0) {
                Serial.print("<" + Serial.read() + ">");
            }
            delay(2);
        }
    }

    @Test
    void a_typed_line_reaches_the_sketch_with_the_line_end_that_was_chosen() throws Exception {
        try (var stage = new Stage(mock(), Parrot::new);
                var tab = browser.open(stage.link(), 1200, 900)) {
            tab.await("document.querySelector('#printed').textContent.includes('ready to repeat')");
            assertEquals(
                    "9600", tab.eval("document.querySelector('#speed').value").asText());

            tab.eval("document.querySelector('#ending').value = 'crlf'");
            tab.type("#line", "aé");
            tab.click("#typing button");

            tab.await("document.querySelector('#printed').textContent.includes('<97><195><169><13><10>')");
            assertQuiet(tab);
        }
    }

    @Test
    void a_speed_other_than_the_sketchs_is_said_to_be_garbage_on_a_cable() throws Exception {
        try (var stage = new Stage(mock(), Parrot::new);
                var tab = browser.open(stage.link(), 1200, 900)) {
            tab.await("wroom4j.state.baud === 9600");

            tab.eval("(() => { const e = document.querySelector('#speed'); e.value = '115200';"
                    + " e.dispatchEvent(new Event('change')); })()");

            assertTrue(tab.text("#speed-note").contains("9600"), tab.text("#speed-note"));
        }
    }

    /** Prints every shape that the plotter reads, in pieces, then one that it does not. */
    public static class Plotted extends Sketch {
        @Override
        public void setup() {
            Serial.print("temp:2");
            Serial.println("1.5,hum:40");
            Serial.println("temp:22\thum:41");
            Serial.println("hello, no number: here");
            Serial.println("temp:-3e1 light:7");
            Serial.println("1 2.5");
            Serial.println("done");
        }

        @Override
        public void loop() {
            delay(10);
        }
    }

    @Test
    void the_plot_has_the_right_points() throws Exception {
        try (var stage = new Stage(mock(), Plotted::new);
                var tab = browser.open(stage.link(), 1200, 900)) {
            tab.await("document.querySelector('#printed').textContent.includes('done')");

            tab.click("#show-plotter");

            tab.await("wroom4j.drawn() && wroom4j.drawn().length === 6");
            JsonNode drawn = tab.eval("wroom4j.drawn().map(column => Array.from(column))");
            assertEquals(
                    "[[0,1,2,3],[21.5,22,-30,null],[40,41,null,null],[null,null,7,null],[null,null,null,1],[null,null,null,2.5]]",
                    drawn.toString());
            assertEquals(
                    "[\"temp\",\"hum\",\"light\",\"value 1\",\"value 2\"]",
                    tab.eval("Object.keys(wroom4j.points())").toString());
            assertEquals(
                    "sample,temp,hum,light,value 1,value 2\r\n0,21.5,40,,,\r\n1,22,41,,,\r\n2,-30,,7,,\r\n3,,,,1,2.5\r\n",
                    tab.eval("wroom4j.csv()").asText());
            assertTrue(tab.eval("document.querySelector('#plot canvas').width > 300")
                    .asBoolean());
            assertQuiet(tab);
        }
    }

    /** Joins whatever the air has under the name that it is given, and says so. */
    public static class Joins extends Sketch {
        @Override
        public void setup() {
            Serial.println("joining " + option("ssid"));
            WiFi.begin(option("ssid"), option("password"));
            Serial.println(WiFi.waitForConnectResult() == WL_CONNECTED ? "joined" : "not joined");
            WiFi.RSSI();
        }

        @Override
        public void loop() {
            Serial.print(WiFi.status() == WL_CONNECTED ? "" : "gone ");
            delay(5);
        }
    }

    @Test
    void a_hostile_ssid_stays_text_wherever_it_is_shown() throws Exception {
        var mock = MockWroom02.builder().accessPoint(HOSTILE, "12345678").build();
        try (var stage = new Stage(mock, Joins::new, Map.of("ssid", HOSTILE, "password", "12345678"));
                var tab = browser.open(stage.link(), 1200, 900)) {
            tab.await("document.querySelector('#station').textContent.includes('-52 dBm')");

            for (String place : List.of("#station", "#networks", "#talk", "#printed")) {
                assertTrue(tab.text(place).contains(HOSTILE), place + ": " + tab.text(place));
            }
            assertEquals(0, tab.eval("document.images.length").asInt());
            assertEquals(4, tab.eval("document.scripts.length").asInt());
            assertQuiet(tab);

            Path file = folder.resolve("hostile.html");
            Files.writeString(file, stage.watch().frozen());
            try (var frozen = browser.open(file.toUri(), 1200, 900)) {
                frozen.await("document.querySelector('#station').textContent.includes('-52 dBm')");
                assertTrue(frozen.text("#printed").contains(HOSTILE));
                assertEquals(0, frozen.eval("document.images.length").asInt());
                assertEquals(4, frozen.eval("document.scripts.length").asInt());
                assertQuiet(frozen);
            }
        }
    }

    @Test
    void the_access_point_is_lost_and_found_by_a_switch_and_a_fault_by_another() throws Exception {
        var options = Map.of("ssid", MockBuilder.SSID, "password", MockBuilder.PASSWORD);
        try (var stage = new Stage(mock(), Joins::new, options);
                var tab = browser.open(stage.link(), 1200, 900)) {
            tab.await("document.querySelector('#printed').textContent.includes('joined')");
            assertFalse(tab.text("#printed").contains("gone"));
            assertFalse(tab.text("#station").contains("192.168.1."), "nobody has asked for the address yet");
            tab.click("#ask");
            tab.await("document.querySelector('#station').textContent.includes('192.168.1.')");

            tab.click("#networks input");
            tab.await("document.querySelector('#printed').textContent.includes('gone')");
            tab.await("!wroom4j.state.around.networks[0].on");
            assertEquals(List.of(), stage.mock().air().points());
            tab.click("#networks input");
            tab.await("wroom4j.state.around.networks[0].on");
            assertEquals(MockBuilder.SSID, stage.mock().air().points().get(0).ssid());

            tab.eval("document.querySelector('#troubles-box').open = true");
            tab.eval(
                    "[...document.querySelectorAll('#troubles input')].find(e => e.dataset.name === 'stuck-prompt').click()");
            tab.await("wroom4j.state.around.troubles.find(t => t.name === 'stuck-prompt').on");
            assertQuiet(tab);
        }
    }

    /** Fetches the demo's page over verified TLS, then sends a header that is nobody's business in clear. */
    public static class Fetches extends Sketch {
        private final WiFiClientSecure secure = new WiFiClientSecure();
        private final WiFiClient clear = new WiFiClient();

        @Override
        public void setup() {
            WiFi.begin(MockBuilder.SSID, MockBuilder.PASSWORD);
            WiFi.waitForConnectResult();
            secure.setTrustAnchors(new X509List(option("ca").getBytes(StandardCharsets.US_ASCII)));
            var http = new HTTPClient();
            if (http.begin(secure, option("url"))) {
                Serial.println("secure " + http.GET());
                http.end();
            }
            secure.stop();
            if (http.begin(clear, option("plain"))) {
                http.addHeader("Authorization", "Bearer nobodys-business");
                Serial.println("clear " + http.GET());
                http.end();
            }
            clear.stop();
            Serial.println("done");
        }

        @Override
        public void loop() {
            delay(10);
        }
    }

    @Test
    void a_block_opens_as_text_hex_and_tls_and_the_handshake_is_drawn() throws Exception {
        try (var server = DemoServer.start(DemoAuthority.create());
                var stage = new Stage(
                        mock(),
                        Fetches::new,
                        Map.of("url", server.url(), "plain", server.plainUrl(), "ca", server.caPem()));
                var tab = browser.open(stage.link(), 1200, 900)) {
            tab.await("document.querySelector('#printed').textContent.includes('done')");
            tab.await("wroom4j.state.links.length === 2 && wroom4j.state.links.every(l => !l.open)");
            tab.await("document.querySelectorAll('#drawings svg').length === 1");

            assertTrue(tab.text("#printed").contains("secure 200")
                    && tab.text("#printed").contains("clear 200"));
            String drawing = tab.text("#drawings svg");
            assertTrue(drawing.contains("ClientHello") && drawing.contains("ServerHello"), drawing);
            assertTrue(
                    tab.text("#drawings summary").contains("localhost:" + server.port()),
                    tab.text("#drawings summary"));

            tab.eval("(window.first = [...document.querySelectorAll('#talk details')]"
                    + ".find(e => e.textContent.includes('ClientHello'))).open = true");
            tab.await("first.querySelectorAll('.bar button').length === 3");
            assertTrue(
                    tab.eval("first.querySelector('pre').textContent").asText().contains("handshake record, TLS 1.0")
                            || tab.eval("first.querySelector('pre').textContent")
                                    .asText()
                                    .contains("handshake record"));
            tab.eval("first.querySelectorAll('.bar button')[1].click()");
            assertTrue(
                    tab.eval("first.querySelector('pre').textContent").asText().startsWith("0000  16 03 0"),
                    tab.eval("first.querySelector('pre').textContent").asText());

            String all = String.join("\n", stage.watch().everything());
            assertFalse(
                    all.contains("nobodys-business") || all.contains(MockBuilder.PASSWORD), "a secret is on the page");
            assertTrue(tab.text("#talk").contains("AT+CWJAP_CUR=\"wroom4j\",\"***\""), tab.text("#talk"));

            tab.eval("(() => { const e = document.querySelector('#search'); e.value = 'GET /';"
                    + " e.dispatchEvent(new Event('input')); })()");
            tab.await("document.querySelectorAll('#talk .row').length === 1");
            tab.eval("document.querySelector('#talk details').open = true");
            tab.await("document.querySelector('#talk pre') !== null");
            assertTrue(tab.text("#talk pre").contains("Authorization: ***"), tab.text("#talk pre"));
            assertFalse(tab.text("#talk pre").contains("nobodys"), tab.text("#talk pre"));
            assertQuiet(tab);
        }
    }

    @Test
    void what_tls_agreed_is_shown_while_the_link_stands() throws Exception {
        try (var server = DemoServer.builder(DemoAuthority.create())
                        .versions("TLSv1.2")
                        .start();
                var stage = new Stage(
                        mock(), Holds::new, Map.of("port", String.valueOf(server.port()), "ca", server.caPem()));
                var tab = browser.open(stage.link(), 1200, 900)) {
            tab.await("document.querySelector('#links').textContent.includes('TLS 1.2 TLS_ECDHE')");

            String link = tab.text("#links .link");
            assertTrue(link.contains("▸ TCP to localhost:" + server.port()) && link.contains("open"), link);
        }
    }

    /** Connects and keeps the connection. */
    public static class Holds extends Sketch {
        private final WiFiClientSecure client = new WiFiClientSecure();

        @Override
        public void setup() {
            WiFi.begin(MockBuilder.SSID, MockBuilder.PASSWORD);
            WiFi.waitForConnectResult();
            client.setTrustAnchors(new X509List(option("ca").getBytes(StandardCharsets.US_ASCII)));
            Serial.println(client.connect("localhost", Integer.parseInt(option("port"))));
        }

        @Override
        public void loop() {
            delay(10);
        }
    }

    /** Serves on the port of the web, and greets who comes. */
    public static class Serves extends Sketch {
        private final WiFiServer server = new WiFiServer(80);

        @Override
        public void setup() {
            WiFi.begin(MockBuilder.SSID, MockBuilder.PASSWORD);
            WiFi.waitForConnectResult();
            server.begin();
        }

        @Override
        public void loop() {
            WiFiClient visitor = server.accept();
            if (visitor != null && visitor.asBool()) {
                visitor.print("hello\r\n");
                Serial.println("greeted");
            }
            delay(5);
        }
    }

    @Test
    void a_servers_port_is_a_link_that_opens_and_a_visitor_is_told_from_a_peer() throws Exception {
        try (var stage = new Stage(mock(), Serves::new);
                var tab = browser.open(stage.link(), 1200, 900)) {
            tab.await("document.querySelector('#servers a') !== null");

            String where = tab.eval("document.querySelector('#servers a').href").asText();
            assertEquals(
                    "noopener noreferrer",
                    tab.eval("document.querySelector('#servers a').rel").asText());
            try (var socket = new Socket("127.0.0.1", URI.create(where).getPort());
                    OutputStream out = socket.getOutputStream()) {
                out.write('\n');
                assertEquals("hello", new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII));
                tab.await("document.querySelector('#links .link').textContent.includes('◂')");
            }
            assertQuiet(tab);
        }
    }

    @Test
    void a_phone_has_no_sideways_scroll_in_either_language() throws Exception {
        try (var server = DemoServer.start(DemoAuthority.create());
                var stage = new Stage(
                        mock(),
                        Fetches::new,
                        Map.of("url", server.url(), "plain", server.plainUrl(), "ca", server.caPem()))) {
            for (String language : List.of("en", "ja")) {
                for (int width : List.of(320, 390)) {
                    try (var tab = browser.openOnPhone(stage.link("?lang=" + language), width)) {
                        tab.await("document.querySelector('#printed').textContent.includes('done')");
                        tab.await("document.querySelectorAll('#drawings svg').length === 1");
                        assertEquals(
                                language,
                                tab.eval("document.documentElement.lang").asText());
                        tab.eval("document.querySelectorAll('details').forEach(e => { e.open = true; })");
                        tab.await("document.querySelectorAll('#talk pre').length > 3");
                        tab.eval("document.querySelectorAll('#talk .bar button:nth-child(2)').forEach(e => e.click())");
                        for (String panel : List.of("#show-monitor", "#show-plotter")) {
                            tab.click(panel);
                            assertEquals(
                                    "[]",
                                    tab.eval(
                                                    "[...document.querySelectorAll('body, body *')].filter(e =>"
                                                            + " e.getBoundingClientRect().right > innerWidth + 1 && e.checkVisibility()"
                                                            + " && !e.closest('svg, .uplot')).map(e => e.tagName + '#' + e.id + '.' + e.className)")
                                            .toString(),
                                    language + " at " + width);
                            assertTrue(tab.eval("document.documentElement.scrollWidth <= " + width)
                                    .asBoolean());
                        }
                        assertQuiet(tab);
                    }
                }
            }
        }
    }

    @Test
    void the_language_follows_the_browser_and_the_switch() throws Exception {
        try (var stage = new Stage(mock(), Parrot::new);
                var tab = browser.open(stage.link(), 1200, 900)) {
            assertEquals("Board", tab.text("#h-board"));

            tab.click("#language");

            assertEquals("ボード", tab.text("#h-board"));
            assertEquals("ja", tab.eval("document.documentElement.lang").asText());
            assertEquals(
                    "0",
                    tab.eval("(() => { const w = JSON.parse(document.querySelector('#words').textContent);"
                                    + " return Object.keys(w.en).filter(k => w.ja[k] === undefined).length; })()")
                            .asText());
        }
    }

    @Test
    void a_frozen_page_stands_alone_and_gives_back_its_recording() throws Exception {
        try (var server = DemoServer.start(DemoAuthority.create());
                var stage = new Stage(
                        mock(),
                        Fetches::new,
                        Map.of("url", server.url(), "plain", server.plainUrl(), "ca", server.caPem()));
                var tab = browser.open(stage.link(), 1200, 900)) {
            tab.await("document.querySelector('#printed').textContent.includes('done')");
            Path file = folder.resolve("frozen.html");
            Files.writeString(file, stage.watch().frozen());

            try (var frozen = browser.open(file.toUri(), 1200, 900)) {
                assertEquals("frozen", frozen.text("#status"));
                assertTrue(frozen.text("#printed").contains("secure 200"));
                assertTrue(frozen.text("#talk").contains("AT+CIPSTART"));
                assertTrue(frozen.text("#drawings").contains("ServerHello"));
                assertTrue(
                        frozen.eval("document.querySelector('#line').disabled").asBoolean());
                String recording = frozen.eval("wroom4j.state.recording").asText();
                assertEquals(stage.watch().recording(), recording);
                assertTrue(WireLogFile.parse("frozen", recording).size() > 10);
                assertFalse(recording.contains(MockBuilder.PASSWORD) || recording.contains("nobodys-business"));
                assertQuiet(frozen);
            }
        }
    }

    @Test
    void a_page_that_is_held_goes_on_where_it_was() throws Exception {
        var options = Map.of("ssid", MockBuilder.SSID, "password", MockBuilder.PASSWORD);
        try (var stage = new Stage(mock(), Joins::new, options);
                var tab = browser.open(stage.link(), 1200, 900)) {
            tab.await("document.querySelector('#printed').textContent.includes('joined')");
            tab.click("#hold");
            int rows =
                    tab.eval("document.querySelectorAll('#talk .row').length").asInt();

            stage.watch().print("a line");
            stage.mock().air().remove(MockBuilder.SSID);
            tab.await("document.querySelector('#station').textContent.includes('lost')");

            assertEquals(
                    rows,
                    tab.eval("document.querySelectorAll('#talk .row').length").asInt());
            tab.click("#hold");
            assertTrue(tab.text("#talk").contains("WIFI DISCONNECT"));
        }
    }

    @Test
    void the_end_is_told_and_what_was_shown_stays() throws Exception {
        try (var stage = new Stage(mock(), Parrot::new);
                var tab = browser.open(stage.link(), 1200, 900)) {
            tab.await("document.querySelector('#printed').textContent.includes('ready to repeat')");

            stage.watch().ended("the sketch has ended with code 0");
            stage.end();

            tab.await("document.querySelector('#status').textContent === 'ended'");
            assertTrue(tab.text("#notice").contains("code 0"), tab.text("#notice"));
            assertTrue(tab.text("#printed").contains("ready to repeat"));
            assertTrue(tab.eval("document.querySelector('#line').disabled").asBoolean());
        }
    }
}
