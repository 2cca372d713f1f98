package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** C++ that was left in a sketch: {@code run} says what javac says and, of docs/porting.md, what to write. */
@Timeout(120)
class CompilerAdviceTest {
    @TempDir
    Path folder;

    private Captured run(String statement) throws IOException {
        Path file = Files.writeString(folder.resolve("Left.java"), """
                import io.github.wroom4j.Sketch;
                import io.github.wroom4j.arduino.*;
                import io.github.wroom4j.esp8266httpclient.*;
                import io.github.wroom4j.esp8266webserver.*;
                import io.github.wroom4j.esp8266wifi.*;

                public class Left extends Sketch {
                    private final ESP8266WebServer server = new ESP8266WebServer(80);
                    private final WiFiClient client = new WiFiClient();

                    public void setup() {
                        %s
                    }

                    void handleRoot() {}

                    public void loop() {}
                }
                """.formatted(statement));
        return Captured.run("run", file.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '\0',
            value = {
                "Serial.print(WiFi.localIP().toString().c_str()); ~ leave it out: a String goes",
                "while (!Serial) delay(10); ~ while (!Serial.asBool())",
                "if (client) return; ~ asBool()",
                "if (!client.connect(\"a\", 80)) return; ~ client.connect(host, 80) == 1",
                "while (client.available()) client.read(); ~ client.available() > 0",
                "while (1) delay(1); ~ while (true)",
                "if (millis()) return; ~ a number is no truth",
                "digitalWrite(2, !digitalRead(2)); ~ x == 0 for !x",
                "boolean led = false; digitalWrite(2, led); ~ on ? HIGH : LOW",
                "ESP.deepSleep(2e6); ~ 2_000_000",
                "delay(0.5); ~ 2_000_000, or (long) x",
                "float f = analogRead(A0) * 3.3; ~ 1.5f",
                "int now = millis(); ~ long x = millis()",
                "char c = Serial.read(); ~ (char) Serial.read()",
                "byte b = 200; ~ (byte) 200",
                "String s = Serial.read(); ~ String.valueOf(x)",
                "String s = (char) Serial.read(); ~ String.valueOf(x)",
                "char[] buf = \"abc\"; ~ s.toCharArray()",
                "int n = \"5\"; ~ new ArduinoString(s).toInt()",
                "String s = \"5\"; int n = s.toInt(); ~ new ArduinoString(s).toInt()",
                "String s = \"5\"; if (!s) return; ~ s.isEmpty()",
                "String s = \"a\"; char c = s[0]; ~ s.charAt(i)",
                "Serial.print(WiFi.localIP()[0]); ~ ip.get(3)",
                "WiFiClient other; other.stop(); ~ WiFiClient client = new WiFiClient();",
                "char buf[10]; ~ char[] buf = new char[10];",
                "int a[3] = {1, 2, 3}; ~ int[] a = {1, 2, 3};",
                "Serial.print('abc'); ~ a text stands in \"",
                "long x = 3000000000; ~ 3000000000L",
                "yield(); ~ Arduino.yield()",
                "if (WiFi.status() = WL_CONNECTED) return; ~ == compares",
                "#include <ESP8266WiFi.h> ~ import io.github.wroom4j.esp8266wifi.*;",
                "#define LED 2 ~ static final int LED = 2;",
                "const char* ssid = \"name\"; ~ static final String SSID",
                "unsigned long start = millis(); ~ else long",
                "WiFiClient *c = new WiFiClient(); ~ there are no pointers",
                "client->stop(); ~ objects are references",
                "std::unique_ptr<WiFiClient> c; ~ without std::",
                "server.on(\"/\", [](){ Serial.print(1); }); ~ a lambda: () ->",
                "server.on(\"/\", handleRoot); ~ this::handleRoot",
                "WiFi.hostByName(\"a\", &ip); ~ Java has no addresses",
                "struct tm now; ~ a class: class Reading",
                "typedef int number; ~ leave out",
                "goto end; ~ a loop with break",
                "if (millis() > 0 and true) return; ~ &&, ||, !",
                "delay(1000UL); ~ 60 * 1000L",
                "static int count = 0; ~ make it a field",
                "IPAddress ip(192, 168, 1, 1); ~ new IPAddress(192, 168, 1, 1)",
                "IPAddress ip = IPAddress(192, 168, 1, 1); ~ new IPAddress(…) makes one",
                "String s = String(5); ~ String.valueOf(x)",
                "auto x = 5; ~ var",
                "bool ok = true; ~ boolean",
                "if (client == \"a\") return; ~ a.equals(b)",
                "Nonsense.of(1); ~ nothing",
                "Files.readString(null); ~ import java.nio.file.Files",
                "Thread.sleep(5); ~ catch",
                "String ip = WiFi.localIP(); ~ WiFi.localIP().toString()",
                "byte[] b = new byte[9]; String s = b; ~ new String(buf, 0, n)",
                "while (client.connected() || client.available()) {} ~ client.available() > 0",
                "if (client.connected() == 1) return; ~ leave == 1 out",
                "server.on(\"/\", handleRoot()); ~ without its brackets: server.on(\"/\", this::handleRoot)",
                "void send(IPAddress& to) {} ~ leave the & out",
                "void send(String &to) {} ~ leave the & out",
                "char* p = strtok(line, \",\"); ~ Java has no pointers",
                "ESP8266WebServer *web; ~ Java has no pointers",
                "void callback(char* topic, byte* payload, unsigned int length) {} ~ Java has no pointers",
                "String page = R\"(<html>)\"; ~ a text block",
                "int i = int(2.5); ~ a cast: (int) x",
                "void IRAM_ATTR isr() {} ~ no interrupt waits",
                "String page = \"<html>\" \"<body>\"; ~ Java joins texts with +",
                "DynamicJsonDocument doc(1024); ~ Gson",
                "PubSubClient mqtt(client); ~ our own counterpart",
                "HTTPClient http(client); ~ new makes an object",
                "time_t now = time(null); ~ long now = time()",
                "t_httpUpdate_return r = ESPhttpUpdate.update(client, \"\"); ~ int ret",
                "WiFi.onStationModeGotIP((WiFiEventStationModeGotIP e) -> {}); ~ event.ip()",
                "println(5); ~ Serial.println(x)",
                "serial.println(5); ~ capitals count: Serial",
                "Delay(5); ~ capitals count: delay",
                "WiFi.Begin(\"a\", \"b\"); ~ capitals count: begin",
                "digitalWrite(2, high); ~ capitals count: HIGH",
                "} void blink(int times = 3) { ~ void blink() { blink(3); }",
            })
    void what_is_left_of_the_other_language_is_told_in_this_one(String statement, String told) throws IOException {
        Captured run = run(statement);

        assertEquals(1, run.code(), run.err());
        assertEquals(1, run.errLines().size(), run.err());
        if (told.equals("nothing")) {
            assertTrue(run.err().strip().endsWith("class Left"), run.err());
        } else {
            assertTrue(run.err().contains(told), run.err());
        }
    }

    @Test
    void setup_and_loop_are_public_and_stand_in_a_class() throws IOException {
        for (String sketch : new String[] {
            "public class Bare extends io.github.wroom4j.Sketch { void setup() {} void loop() {} }",
            "public class Bare extends io.github.wroom4j.Sketch { public void Setup() {} public void loop() {} }"
        }) {
            Path file = Files.writeString(folder.resolve("Bare.java"), sketch);
            String said = Captured.run("run", file.toString()).err();
            assertTrue(said.contains("(a sketch has public void setup() and public void loop())"), said);
        }
        Path file = Files.writeString(folder.resolve("Bare.java"), "void setup() {}\nvoid loop() {}\n");
        String said = Captured.run("run", file.toString()).err();
        assertTrue(said.contains("public class Name extends Sketch"), said);
    }

    @Test
    void two_texts_are_never_one_object() throws IOException {
        Captured run = run("String s = client.readStringUntil('\\n'); if (s == \"\\r\") return; exit(0);");

        assertEquals(0, run.code(), run.err());
        assertTrue(run.err().contains("Left.java:12: == asks whether two texts are one object"), run.err());
        assertEquals(
                "", run("String s = null; if (s == null || 1 != 2) exit(0);").err(), "nothing to say");
    }

    @Test
    void a_variable_of_a_class_holds_nothing_until_it_is_given_an_object() throws IOException {
        Captured run = run("IPAddress[] ip = new IPAddress[1]; ip[0].get(0);");

        assertEquals(1, run.code(), run.err());
        assertTrue(run.err().contains("IPAddress ip = new IPAddress();"), run.err());
    }

    @Test
    void a_text_that_is_no_number_ends_a_sketch_with_what_does_not() throws IOException {
        assertTrue(run("int n = Integer.parseInt(\"abc\");").err().contains("toInt() is 0"));
    }

    @Test
    void the_cores_constants_are_there_by_their_bare_names() throws IOException {
        Captured run = run("""
                switch (ESPhttpUpdate.update(client, "http://x/")) {
                    case HTTP_UPDATE_FAILED: Serial.println("failed"); break;
                    case HTTP_UPDATE_NO_UPDATES: break;
                    case HTTP_UPDATE_OK: break;
                }
                WiFiClientSecure secure = new WiFiClientSecure();
                secure.setSSLVersion(BR_TLS11, BR_TLS12);
                LittleFS.open("/f", "r").seek(0, SeekSet);
                WiFiEventHandler joined = WiFi.onStationModeGotIP(event -> Serial.println(event.ip()));
                if (server.upload().status == UPLOAD_FILE_START) joined.close();
                exit(0);
                """);

        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().contains("failed"), run.out());
    }

    @Test
    void texts_that_stand_under_one_another_are_joined() throws IOException {
        Captured run = run("String page = \"<html>\"\n    \"<body>\";");

        assertTrue(run.err().contains("Java joins texts with +"), run.err());
    }

    @Test
    void a_line_of_the_other_language_is_one_error_with_all_that_is_strange_in_it() throws IOException {
        Captured run = run("void callback(char* topic, byte* payload, unsigned int length) { }");

        assertTrue(run.err().contains("else long; Java has no pointers"), run.err());
        assertEquals(2, run.err().split("line 12: ").length, run.err());
    }

    @Test
    void words_of_javacs_own_are_not_taken_for_the_sketchs() throws IOException {
        Captured run = run("int a = 5; } }\n    int b;\n    void more() {{");

        assertTrue(run.err().contains("class, interface, "), run.err()); // which goes on in another way from JDK 21 on
        assertFalse(run.err().contains("&&"), run.err());
    }

    @Test
    void an_error_of_javas_own_has_no_advice_on_another_language() throws IOException {
        Captured run = run("byte[] b = new byte[3]");

        assertEquals(1, run.code(), run.err());
        assertTrue(run.err().strip().endsWith("line 12: ';' expected"), run.err());
    }

    @Test
    void no_row_stands_twice() {
        Set<String> written = new HashSet<>();
        for (String table : new String[] {"javac", "the line"}) {
            for (PortingPage.Manner each : PortingPage.manners(table)) {
                assertTrue(written.add(each.written()), each.written());
            }
        }
        assertTrue(written.size() > 50, "the table is long");
    }
}
