package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.DemoServer;
import io.github.wroom4j.servers.Identity;
import io.github.wroom4j.servers.Leaf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code wroom4j run} on a mock, as a person types it. */
@Timeout(120)
class RunCommandTest {
    private static DemoAuthority authority;

    @TempDir
    Path folder;

    @BeforeAll
    static void authority() {
        authority = DemoAuthority.create("test root", Leaf.KeyKind.EC_P256);
    }

    private static Leaf localhost() {
        return Leaf.localhost().key(Leaf.KeyKind.EC_P256);
    }

    private Captured against(Identity identity) throws IOException {
        Path ca = Files.writeString(folder.resolve("ca.pem"), authority.caPem());
        try (var server = DemoServer.builder(authority).identity(identity).start()) {
            return Captured.run(
                    "run", "HttpsRequest", "--board", "mock:", "--url", server.url(), "--ca", ca.toString());
        }
    }

    private static void refused(Captured run, String reason, String alert) {
        assertEquals(1, run.code(), run.out() + run.err());
        assertEquals(1, run.errLines().size(), run.err());
        assertTrue(run.err().contains(reason), run.err());
        assertTrue(run.err().contains(alert), run.err());
        assertFalse(run.err().contains("\tat "), run.err());
    }

    @Test
    void a_limit_of_the_handshake_reaches_a_sketch_that_sets_none() {
        var ample = Captured.run("run", "HttpsRequest", "--handshake-timeout", "2m");
        assertEquals(0, ample.code(), ample.err());

        var none = Captured.run("run", "HttpsRequest", "--handshake-timeout", "1ms");
        assertEquals(1, none.code(), none.out());
        assertFalse(none.out().contains("HTTP 200"), none.out());

        assertEquals(
                2,
                Captured.run("run", "HttpsRequest", "--handshake-timeout", "0").code());
    }

    @Test
    void the_main_job_needs_nothing_but_its_name() {
        var run = Captured.run("run", "HttpsRequest");

        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().contains("board    mock:"), run.out());
        assertTrue(run.out().contains("firmware AT version:1.7.4.0"), run.out());
        assertTrue(run.out().contains("address  192.168."), run.out());
        assertTrue(run.out().contains("tls      TLS 1.3"), run.out());
        assertTrue(run.out().contains("on the JVM"), run.out());
        assertTrue(run.out().contains("HTTP 200"), run.out());
        assertTrue(run.out().contains("Hello from the wroom4j demo server"), run.out());
        assertEquals("", run.err());
    }

    @Test
    void a_form_is_posted_with_the_fields_given() {
        var run = Captured.run("run", "HttpsPost", "--text", "a b", "--bat=3.1");

        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().contains("text=a+b&bat=3.1"), run.out());
    }

    @Test
    void tls_in_the_module_needs_the_word_insecure() {
        var refused = Captured.run("run", "HttpsRequest", "--tls", "module");
        assertEquals(1, refused.code());
        assertEquals(1, refused.errLines().size(), refused.err());
        assertTrue(refused.err().contains("setInsecure()"), refused.err());
        assertTrue(refused.err().contains("(on the command line: --tls host or --insecure)"), refused.err());

        var run = Captured.run("run", "HttpsRequest", "--tls", "module", "--insecure");
        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().contains("TLS in the module"), run.out());
        assertTrue(run.err().startsWith("warning: "), run.err());
    }

    @Test
    void the_demos_modern_server_refuses_the_modules_own_TLS_and_lets_the_JVM_in() {
        var module = Captured.run("run", "HttpsRequest", "--url", "demo:modern", "--tls", "module", "--insecure");
        assertEquals(1, module.code(), module.out());
        assertTrue(module.err().contains("does not report the reason"), module.err());

        var host = Captured.run("run", "HttpsRequest", "--url", "demo:modern/status/201");
        assertEquals(0, host.code(), host.out() + host.err());
        assertTrue(host.out().contains("HTTP 201"), host.out());
    }

    @Test
    void a_demo_server_by_name_is_not_for_a_board_that_cannot_reach_it() {
        var run = Captured.run("run", "HttpsRequest", "--url", "demo:", "--board", "serial:/dev/ttyUSB0");
        assertEquals(2, run.code(), run.out());
        assertTrue(run.err().contains("--demo=ADDRESS"), run.err());
    }

    @Test
    void a_recorded_run_is_replayed() {
        Path talk = folder.resolve("scan.wirelog");
        var run = Captured.run("run", "WiFiScan", "--record", talk.toString());
        assertEquals(0, run.code(), run.err());

        var again = Captured.run("run", "WiFiScan", "--board", "replay:" + talk);
        assertEquals(0, again.code(), again.err());
        assertTrue(again.out().contains("networks"), again.out());
        assertEquals(run.out().replace("mock:", ""), again.out().replace("replay:" + talk, ""));
    }

    @Test
    void a_replay_asks_the_demo_where_it_was_when_it_was_recorded() {
        Path talk = folder.resolve("page.wirelog");
        var run = Captured.run("run", "BasicHttpClient", "--record", talk.toString());
        assertEquals(0, run.code(), run.err());

        var again = Captured.run("run", "BasicHttpClient", "--board", "replay:" + talk);
        assertEquals(0, again.code(), again.err());
        assertEquals(run.out().replace("mock:", ""), again.out().replace("replay:" + talk, ""));

        var elsewhere =
                Captured.run("run", "BasicHttpClient", "--board", "replay:" + talk, "--page", "http://localhost:9/");
        assertEquals(1, elsewhere.code(), "what the user names comes first");
        assertTrue(elsewhere.out().contains("deviates"), elsewhere.out());
    }

    @Test
    void the_demo_serves_more_than_pages() {
        assertTrue(Captured.run("run", "NtpClient").out().contains("Unix time = "));
        var echo = Captured.run("run", "WiFiClientBasic");
        assertTrue(echo.out().contains("receiving from remote server\r\nhello from ESP8266\r\n"), echo.out());
        var basic = Captured.run("run", "HttpAuthorization");
        assertTrue(basic.out().contains("code: 200\nWelcome, guest."), basic.out());
        var digest = Captured.run(
                "run", "HttpAuthorization", "--digest", "--page", "demo:/digest-auth/auth/guest/guest/MD5");
        assertTrue(digest.out().contains("code: 200\nWelcome, guest."), digest.out());
        var byHand = Captured.run("run", "DigestAuthorization");
        assertTrue(byHand.out().contains("code: 200\nWelcome, admin."), byHand.out());
    }

    @Test
    void a_service_of_the_demo_may_be_named_and_one_that_it_lacks_is_told() {
        var named = Captured.run("run", "NtpClient", "--server", "demo:ntp");
        assertEquals(0, named.code(), named.err());

        var unknown = Captured.run("run", "NtpClient", "--server", "demo:mqtt");
        assertEquals(2, unknown.code(), unknown.out());
        assertTrue(unknown.err().contains("demo:ntp, demo:echo, demo:echo-udp"), unknown.err());

        var unreachable = Captured.run("run", "NtpClient", "--server", "demo:ntp", "--board", "serial:/dev/ttyUSB0");
        assertEquals(2, unreachable.code(), unreachable.out());
        assertTrue(unreachable.err().contains("--demo=ADDRESS"), unreachable.err());
    }

    @Test
    void what_the_demo_lacks_is_told_by_the_sketch_that_needs_it() {
        var run = Captured.run("run", "MqttPublish");
        assertEquals(1, run.code(), run.out());
        assertTrue(
                run.out().contains("It needs an MQTT broker, and the demo has none: name one with --host"), run.out());

        var named = Captured.run("run", "MqttPublish", "--host", "localhost", "--port", "9");
        assertEquals(1, named.code(), named.out());
        assertFalse(named.out().contains("the demo has none"), named.out());
    }

    @Test
    void a_recording_hides_the_password_and_is_not_answered_beyond() throws IOException {
        Path talk = folder.resolve("talk.wirelog");
        var run = Captured.run("run", "HttpsRequest", "--record", talk.toString());
        assertEquals(0, run.code(), run.err());
        assertTrue(Files.readString(talk).contains("CWJAP"), "it holds the join");
        assertFalse(Files.readString(talk).contains("arduino-java"), "and not the password");

        // What does not come from the recording is not made up.
        var deviating = Captured.run("run", "WiFiScan", "--board", "replay:" + talk);
        assertEquals(1, deviating.code());
        assertTrue(deviating.err().contains("deviates"), deviating.err());
    }

    @Test
    void a_server_with_another_name_is_refused() throws IOException {
        refused(
                against(authority.issue(Leaf.forHost("elsewhere.test").key(Leaf.KeyKind.EC_P256))),
                "elsewhere.test, not for localhost",
                "bad_certificate");
    }

    @Test
    void an_expired_certificate_is_refused() throws IOException {
        refused(against(authority.issue(localhost().expired())), "expired", "certificate_expired");
    }

    @Test
    void a_foreign_authority_is_refused() throws IOException {
        var foreign = DemoAuthority.create("another root", Leaf.KeyKind.EC_P256);

        refused(against(foreign.issue(localhost())), "another root", "unknown_ca");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "run Nothing | no sketch is called \"Nothing\". There are HttpsRequest, ",
                "run HtpsRequest | did you mean HttpsRequest?",
                "run missing.java | no readable file missing.java",
                "run HttpsRequest --board bogus:x | no board is reached by",
                "run HttpsRequest --board /dev/ttyUSB0 | must begin with a scheme",
                "run HttpsRequest --board mock:at-9.9 | at-9.9",
                "run HttpsRequest --board mock:?pase=1 | pase",
                "run HttpsRequest --ulr x | knows no option --ulr; did you mean url?",
                "run HttpsRequest stray | stray",
                "run HttpsRequest --for soon | is not a time span",
                "run HttpsRequest --loops -1 | --loops must be 0 or more",
                "run HttpsRequest --password env:NOT_SET_ANYWHERE | NOT_SET_ANYWHERE",
                "mock | Missing required argument",
                "mock --tcp 70000 | port from 0 to 65535",
                "mock --pty x --bind 127.0.0.1 | --bind belongs to --tcp",
            })
    void wrong_usage_is_one_line_and_code_2(String words, String expected) {
        var run = Captured.run(words.split(" "));

        assertEquals(2, run.code(), run.err());
        assertEquals(1, run.errLines().size(), run.err());
        assertTrue(run.err().contains(expected), run.err());
    }

    @Test
    void an_unreachable_server_is_one_line_and_code_1() {
        var run = Captured.run("run", "HttpsRequest", "--url", "https://localhost:1/", "--insecure");

        assertEquals(1, run.code());
        assertTrue(run.err().contains("localhost"), run.err());
        assertFalse(run.err().contains("\tat "), run.err());
    }

    @Test
    void a_wrong_wifi_password_is_told_and_not_shown() {
        var run = Captured.run("run", "HttpsRequest", "--ssid", "wroom4j", "--password", "not-the-one");

        assertEquals(1, run.code());
        assertEquals(1, run.errLines().size(), run.err());
        assertTrue(run.err().contains("wrong password"), run.err());
        assertFalse((run.out() + run.err()).contains("not-the-one"), run.out() + run.err());
    }

    @Test
    void the_board_may_come_from_the_environment() {
        var run = Captured.run(Map.of("WROOM4J_BOARD", "mock:at-0.60"), "run", "HttpsRequest");

        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().contains("AT version:0.60.0.0"), run.out());
    }

    @Test
    void a_source_file_is_compiled_and_run() throws IOException {
        Path file = Files.writeString(folder.resolve("Count.java"), """
                import io.github.wroom4j.Sketch;

                public class Count extends Sketch {
                    private int n;

                    @Override
                    public void setup() {
                        Serial.println("start " + option("word"));
                    }

                    @Override
                    public void loop() {
                        Serial.println("loop " + ++n);
                    }
                }
                """);

        var run = Captured.run("run", file.toString(), "--word", "three", "--loops", "3");

        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().replace("\r", "").endsWith("start three\nloop 1\nloop 2\nloop 3\n"), run.out());
        assertEquals(2, Captured.run("run", file.toString(), "--wort", "x").code());
    }

    @Test
    void the_sketch_in_the_readme_compiles_and_runs() throws IOException {
        String readme = Files.readString(Path.of("..", "README.md"));
        int begin = readme.indexOf("```java\n") + "```java\n".length();
        Path file =
                Files.writeString(folder.resolve("Hello.java"), readme.substring(begin, readme.indexOf("```", begin)));

        var run = Captured.run("run", file.toString());

        assertEquals(0, run.code(), run.err());
        assertTrue(run.out().contains("Hello after "), run.out());
    }

    @Test
    void what_does_not_compile_is_told_with_its_line() throws IOException {
        Path file = Files.writeString(folder.resolve("Broken.java"), "public class Broken {\n  int x = \"one\";\n}\n");

        var run = Captured.run("run", file.toString());

        assertEquals(1, run.code());
        assertEquals(1, run.errLines().size(), run.err());
        assertTrue(run.err().contains("Broken.java does not compile: line 2:"), run.err());
    }

    @Test
    void a_sketch_that_throws_is_told_with_its_line() throws IOException {
        Path file = Files.writeString(folder.resolve("Throws.java"), """
                import io.github.wroom4j.Sketch;

                public class Throws extends Sketch {
                    public void setup() {
                        throw new IllegalStateException("no sensor");
                    }

                    public void loop() {}
                }
                """);

        var quiet = Captured.run("run", file.toString());
        assertEquals(1, quiet.code());
        assertEquals(1, quiet.errLines().size(), quiet.err());
        assertTrue(quiet.err().contains("at Throws.java:5: IllegalStateException: no sensor"), quiet.err());

        var loud = Captured.run("run", file.toString(), "--verbose");
        assertTrue(loud.err().contains("Throws.setup(Throws.java:5)"), loud.err());
    }

    @Test
    void an_error_in_a_sketch_is_one_line_like_an_exception() throws IOException {
        Path file = Files.writeString(folder.resolve("Deep.java"), """
                import io.github.wroom4j.Sketch;

                public class Deep extends Sketch {
                    int dig(int depth) {
                        return dig(depth + 1) + 1;
                    }

                    public void setup() {
                        Serial.println(dig(0));
                    }

                    public void loop() {}
                }
                """);

        var quiet = Captured.run("run", file.toString());
        assertEquals(1, quiet.code());
        assertEquals(1, quiet.errLines().size(), quiet.err());
        assertTrue(quiet.err().contains("the sketch Deep failed at Deep.java:5: StackOverflowError"), quiet.err());
    }

    @Test
    void a_sketch_may_end_in_its_constructor() throws IOException {
        Path file = Files.writeString(folder.resolve("Early.java"), """
                import io.github.wroom4j.Sketch;

                public class Early extends Sketch {
                    public Early() {
                        exit(0);
                    }

                    public void setup() {}

                    public void loop() {}
                }
                """);

        var run = Captured.run("run", file.toString());
        assertEquals(0, run.code(), run.err());
    }
}
