package io.github.wroom4j.sketches;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.Sketch;
import io.github.wroom4j.esp8266httpclient.HTTPClient;
import io.github.wroom4j.esp8266wifi.WiFiClient;
import io.github.wroom4j.esp8266wifi.WiFiClientSecure;
import io.github.wroom4j.esp8266wifi.X509List;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.DemoServer;
import io.github.wroom4j.servers.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Sketches as people write them for services that are known: each in the words of its own, with what C++ makes of it, against a server
 * that checks the bytes. More of them stand in docs/libraries.md.
 */
@Timeout(120)
class RetypedSketchesTest {
    private static final ConcurrentLinkedQueue<String> ASKED = new ConcurrentLinkedQueue<>();
    private static DemoAuthority authority;
    private static DemoServer server;
    private static volatile Function<HttpExchange.Request, HttpExchange.Reply> service;

    @BeforeAll
    static void start() {
        authority = DemoAuthority.create();
        server = DemoServer.builder(authority)
                .handler(request -> {
                    ASKED.add(request.method() + " " + request.target() + " " + request.text());
                    return service.apply(request);
                })
                .start();
    }

    @AfterAll
    static void end() {
        server.close();
    }

    /** Runs it to its own end; what it printed. */
    private static String ran(Supplier<Sketch> sketch, Function<HttpExchange.Request, HttpExchange.Reply> answers) {
        ASKED.clear();
        service = answers;
        Ran ran = Ran.on(
                "mock:",
                sketch,
                Map.of(
                        "ca", authority.caPem(),
                        "plain", "http://localhost:" + server.plainPort(),
                        "secure", server.url().replaceFirst("/$", ""),
                        "port", String.valueOf(server.port())));
        assertEquals(0, ran.exitCode(), ran.printed());
        return ran.printed().replace("\r\n", "\n");
    }

    private static Function<HttpExchange.Request, HttpExchange.Reply> says(int code, String text) {
        return request -> HttpExchange.Reply.of(code, "text/plain", text.getBytes(StandardCharsets.UTF_8));
    }

    /** What all of them begin with, as in nearly every sketch: the loop over status() with dots. */
    private abstract static class Home extends Sketch {
        WiFiClientSecure secure() {
            var client = new WiFiClientSecure();
            client.setTrustAnchors(new X509List(option("ca")));
            return client;
        }

        void join() {
            WiFi.mode(WIFI_STA);
            WiFi.begin("wroom4j", "arduino-java");
            while (WiFi.status() != WL_CONNECTED) {
                delay(10);
            }
        }

        @Override
        public void loop() {
            exit(0);
        }
    }

    private static final class DuckDns extends Home {
        @Override
        public void setup() {
            join();
            HTTPClient http = new HTTPClient();
            http.begin(secure(), option("secure") + "/update?domains=myhome&token=a1b2&ip=");
            int httpCode = http.GET();
            String payload = http.getString();
            if (httpCode > 0 && payload.equals("OK")) {
                Serial.println("DuckDNS updated");
            }
            http.end();
        }
    }

    @Test
    void a_name_is_renewed() {
        assertEquals("DuckDNS updated\n", ran(DuckDns::new, says(200, "OK")));
        assertEquals(List.of("GET /update?domains=myhome&token=a1b2&ip= "), List.copyOf(ASKED));
    }

    private static final class Influx extends Home {
        private float t = 21.456f;

        @Override
        public void setup() {
            join();
        }

        @Override
        public void loop() {
            WiFiClient client = new WiFiClient();
            HTTPClient http = new HTTPClient();
            http.begin(client, option("plain") + "/api/v2/write?org=home&bucket=iot&precision=s");
            http.addHeader("Authorization", "Token s3cret");
            http.addHeader("Content-Type", "text/plain; charset=utf-8");
            String data = "climate,room=Wohnküche temp=" + String.format(java.util.Locale.ROOT, "%.2f", t);
            int code = http.POST(data);
            Serial.println(code);
            http.end();
            t += 1;
            if (t > 24) {
                exit(0);
            }
        }
    }

    @Test
    void a_database_takes_lines_from_clients_that_live_for_one_loop() {
        assertEquals("204\n204\n204\n", ran(Influx::new, says(204, "")));
        assertEquals(
                "POST /api/v2/write?org=home&bucket=iot&precision=s climate,room=Wohnküche temp=21.46", ASKED.peek());
    }

    private static final class ThingSpeak extends Home {
        @Override
        public void setup() {
            if (!ESP.getResetReason().equals("Power On")) {
                Serial.println("awake: " + ESP.getResetReason());
                exit(0);
            }
            join();
            WiFiClient client = new WiFiClient();
            HTTPClient http = new HTTPClient();
            http.begin(client, option("plain") + "/update?api_key=KEY&field1=" + 21.5 + "&field2=" + analogRead(A0));
            Serial.println("entry "
                    + (http.GET() == HTTP_CODE_OK
                            ? http.getString()
                            : http.getLastError().toString()));
            http.end();
            ESP.deepSleep(1000, WAKE_RF_DEFAULT);
        }
    }

    @Test
    void a_value_is_sent_between_two_sleeps() {
        assertEquals("entry 17\nawake: Deep-Sleep Wake\n", ran(ThingSpeak::new, says(200, "17")));
        assertTrue(ASKED.peek().startsWith("GET /update?api_key=KEY&field1=21.5&field2="), ASKED.peek());
    }

    private static final class Discord extends Home {
        @Override
        public void setup() {
            join();
            Serial.println(post("/api/webhooks/1/x", "{\"username\":\"ESP\",\"content\":\"Tür offen 🚪\"}"));
            Serial.println(post("/services/T0/B0/x", "{\"text\":\"*Tür* offen\"}"));
        }

        private int post(String path, String json) {
            HTTPClient https = new HTTPClient();
            https.begin(secure(), option("secure") + path);
            https.addHeader("Content-Type", "application/json");
            int code = https.POST(json);
            https.end();
            return code;
        }
    }

    @Test
    void two_chats_take_a_message_by_their_webhooks() {
        assertEquals("204\n204\n", ran(Discord::new, says(204, "")));
        assertEquals(
                List.of(
                        "POST /api/webhooks/1/x {\"username\":\"ESP\",\"content\":\"Tür offen 🚪\"}",
                        "POST /services/T0/B0/x {\"text\":\"*Tür* offen\"}"),
                List.copyOf(ASKED));
    }

    /** Ambient, a Japanese service for readings. */
    private static final class Ambient extends Home {
        @Override
        public void setup() {
            join();
            WiFiClient client = new WiFiClient();
            HTTPClient http = new HTTPClient();
            http.begin(client, option("plain") + "/api/v2/channels/100/data");
            http.addHeader("Content-Type", "application/json");
            int code = http.POST("{\"writeKey\":\"k\",\"d1\":\"" + 21.5 + "\",\"cmnt\":\"居間\"}");
            Serial.printf("Ambient: %d\n", code);
            http.end();
        }
    }

    @Test
    void a_reading_goes_to_ambient() {
        assertEquals("Ambient: 200\n", ran(Ambient::new, says(200, "")));
        assertEquals(
                "POST /api/v2/channels/100/data {\"writeKey\":\"k\",\"d1\":\"21.5\",\"cmnt\":\"居間\"}", ASKED.peek());
    }

    /** LINE: the request by hand, with the length in bytes, as C++ has it with {@code msg.length()}. */
    private static final class Line extends Home {
        @Override
        public void setup() {
            join();
            WiFiClientSecure client = secure();
            if (client.connect("localhost", Integer.parseInt(option("port"))) == 0) {
                Serial.println("Connection failed " + client.getLastError());
                exit(1);
            }
            String body = "{\"to\":\"U1\",\"messages\":[{\"type\":\"text\",\"text\":\"玄関が開きました🚪\"}]}";
            client.print("POST /v2/bot/message/push HTTP/1.1\r\n");
            client.print("Host: localhost\r\n");
            client.print("Authorization: Bearer s3cret\r\n");
            client.print("Content-Type: application/json\r\n");
            client.print("Connection: close\r\n");
            client.printf("Content-Length: %d\r\n\r\n", body.getBytes(StandardCharsets.UTF_8).length);
            client.print(body);
            while (client.connected()) {
                String line = client.readStringUntil('\n');
                if (line.equals("\r")) {
                    break;
                }
                if (line.startsWith("HTTP/")) {
                    Serial.println(line.strip());
                }
            }
            var answer = new io.github.wroom4j.arduino.ArduinoString();
            while (client.available() > 0) {
                answer.concat((char) client.read());
            }
            Serial.println(answer);
            client.stop();
        }
    }

    @Test
    void a_message_to_line_is_sent_raw_over_tls_and_its_answer_read_byte_by_byte() {
        assertEquals("HTTP/1.1 200 OK\n{\"ok\":\"届きました\"}\n", ran(Line::new, says(200, "{\"ok\":\"届きました\"}")));
        assertEquals(
                "POST /v2/bot/message/push {\"to\":\"U1\",\"messages\":[{\"type\":\"text\",\"text\":\"玄関が開きました🚪\"}]}",
                ASKED.peek());
    }

    /** Nature Remo: the cloud interface, its answer taken apart with indexOf as sketches without a JSON library do. */
    private static final class NatureRemo extends Home {
        @Override
        public void setup() {
            join();
            HTTPClient https = new HTTPClient();
            WiFiClientSecure client = secure();
            https.begin(client, option("secure") + "/1/devices");
            https.addHeader("Authorization", "Bearer s3cret");
            if (https.GET() == HTTP_CODE_OK) {
                String json = https.getString();
                int at = json.indexOf("\"val\":");
                Serial.println("室温 " + json.substring(at + 6, json.indexOf(',', at)) + "℃");
            }
            https.end();
            https.begin(client, option("secure") + "/1/signals/77/send");
            https.addHeader("Authorization", "Bearer s3cret");
            https.addHeader("Content-Type", "application/x-www-form-urlencoded");
            Serial.println(https.POST(""));
            https.end();
        }
    }

    @Test
    void a_remote_control_tells_the_temperature_and_sends_a_signal() {
        assertEquals(
                "室温 26.4℃\n200\n",
                ran(
                        NatureRemo::new,
                        request -> request.header("Authorization").orElse("").equals("Bearer s3cret")
                                ? HttpExchange.Reply.of(
                                        200,
                                        "application/json",
                                        "[{\"name\":\"居間\",\"newest_events\":{\"te\":{\"val\":26.4,\"created_at\":\"x\"}}}]"
                                                .getBytes(StandardCharsets.UTF_8))
                                : HttpExchange.Reply.text(401, "")));
        assertEquals(List.of("GET /1/devices ", "POST /1/signals/77/send "), List.copyOf(ASKED));
    }

    /** Google's Apps Script behind a sheet: the answer is a redirect to another place. */
    private static final class Sheet extends Home {
        @Override
        public void setup() {
            join();
            HTTPClient https = new HTTPClient();
            https.setFollowRedirects(HTTPC_FORCE_FOLLOW_REDIRECTS);
            https.begin(secure(), option("secure") + "/macros/s/AKfy/exec?temp=21.5&room=living room");
            int code = https.GET();
            Serial.println(code + " " + https.getString());
            https.end();
        }
    }

    @Test
    void a_row_of_a_sheet_is_added_behind_a_redirect() {
        assertEquals(
                "200 done\n",
                ran(
                        Sheet::new,
                        request -> request.target().startsWith("/macros/")
                                ? HttpExchange.Reply.text(302, "")
                                        .with("Location", server.url() + "echo?user_content_key=1")
                                : HttpExchange.Reply.text(200, "done")));
        assertEquals(
                List.of("GET /macros/s/AKfy/exec?temp=21.5&room=living%20room ", "GET /echo?user_content_key=1 "),
                List.copyOf(ASKED));
    }

    /** Home Assistant: a sensor's state, and a switch that is read back, over one connection that is kept. */
    private static final class HomeAssistant extends Home {
        private final WiFiClient client = new WiFiClient();
        private final HTTPClient http = new HTTPClient();

        @Override
        public void setup() {
            join();
            http.setReuse(true);
            Serial.println(call("POST", "/api/states/sensor.room", "{\"state\":21.5}"));
            Serial.println(call("GET", "/api/states/switch.lamp", ""));
            http.end();
        }

        private String call(String method, String path, String body) {
            http.begin(client, option("plain") + path);
            http.addHeader("Authorization", "Bearer s3cret");
            http.addHeader("Content-Type", "application/json");
            int code = http.sendRequest(method, body);
            return code + " " + http.getString();
        }
    }

    @Test
    void a_house_is_told_and_asked() {
        assertEquals(
                "200 {\"state\":\"on\"}\n200 {\"state\":\"on\"}\n",
                ran(HomeAssistant::new, says(200, "{\"state\":\"on\"}")));
        assertEquals(
                List.of("POST /api/states/sensor.room {\"state\":21.5}", "GET /api/states/switch.lamp "),
                List.copyOf(ASKED));
    }
}
