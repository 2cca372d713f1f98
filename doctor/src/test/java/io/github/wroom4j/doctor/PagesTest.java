package io.github.wroom4j.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.doctor.Verdict.Finding;
import io.github.wroom4j.doctor.page.HandshakeDrawing;
import io.github.wroom4j.doctor.page.HtmlPage;
import io.github.wroom4j.doctor.page.TextPage;
import io.github.wroom4j.hal.testing.Require;
import io.github.wroom4j.servers.DemoAuthority;
import io.github.wroom4j.servers.Identity;
import io.github.wroom4j.servers.Leaf;
import io.github.wroom4j.servers.LegacyTlsServer;
import io.github.wroom4j.words.Text;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How a diagnosis is shown: in a terminal, in a browser, in two languages. */
@Timeout(120)
class PagesTest {
    private final Practice practice = Practice.open();
    private final Identity rsa = practice.rsa();

    @TempDir
    private Path folder;

    @Test
    void the_text_page_begins_with_the_verdict_and_compares_the_three() {
        var diagnosis = practice.theArticlesCase();

        String page = TextPage.of(diagnosis, true, false);

        assertTrue(
                page.startsWith(
                        diagnosis.host().sentence() + "\n" + diagnosis.module().sentence() + "\n"),
                page);
        assertEquals(2, page.split("\\QTLS on the JVM works\\E").length, () -> "the verdict once: " + page);
        assertTrue(page.contains("module offers") && page.contains("server accepts") && page.contains("JVM offers"));
        assertTrue(page.contains("measured: espconn-sdk §8.2"), page);
        assertTrue(page.contains("up to TLS 1.1"), page);
        assertTrue(page.contains("<--  alert 40 handshake_failure (7 bytes)"), page);
        assertTrue(page.contains("-->  ClientHello (56 bytes)"), page);
    }

    @Test
    void the_html_page_stands_alone_and_shows_the_alert_in_red() {
        String page = HtmlPage.of(practice.theArticlesCase());

        assertFalse(page.matches("(?s).*(src|href)=.*"), "it refers to something outside");
        assertFalse(page.contains("<script"), "it needs a script");
        assertTrue(page.contains("<text class=\"trouble\""), "no red");
        assertTrue(page.contains("alert 40 handshake_failure"));
        assertTrue(page.contains("width=device-width"));
    }

    @Test
    void words_that_a_server_chose_cannot_change_a_page() {
        var nasty = DemoAuthority.create("<script>alert(1)</script>\u001b[2J", Leaf.KeyKind.EC_P256);
        var identity = nasty.issue(Leaf.localhost().key(Leaf.KeyKind.EC_P256));
        try (var server = LegacyTlsServer.onlyTls12(identity).start()) {
            var diagnosis = practice.examine("esp-at-2.3", server.port(), Duration.ofSeconds(20));

            assertEquals(Finding.UNKNOWN_CA, diagnosis.host().finding());
            String html = HtmlPage.of(diagnosis);
            assertFalse(html.contains("<script>"), "the name of a certificate became a script");
            assertTrue(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
            assertFalse(
                    TextPage.of(diagnosis, true, false).contains("\u001b"), "a control character reached the terminal");
        }
    }

    /** Both languages in one start of the browser, in frames as wide as a narrow phone with every drawing open. */
    @Test
    void a_browser_shows_the_page_on_a_phone_without_scrolling_sideways() throws Exception {
        var diagnosis = practice.theArticlesCase();
        var frames = new StringBuilder("<!doctype html><body style='margin:0;display:flex'>");
        for (var language : Text.LANGUAGES) {
            String name = language + ".html";
            Files.writeString(folder.resolve(name), HtmlPage.of(diagnosis, language));
            frames.append("<iframe style='width:360px;height:1500px;border:0;flex:none' src='" + name + "'></iframe>");
        }
        frames.append("""
                <script>onload = () => { for (const f of document.querySelectorAll('iframe')) {
                  const page = f.contentDocument;
                  page.querySelectorAll('details').forEach(d => d.open = true);
                  const root = page.documentElement;
                  document.body.append(' sideways ' + (root.scrollWidth - root.clientWidth) + ';');
                  page.querySelectorAll('details').forEach((d, i) => d.open = i == 0);
                } }</script>""");
        var phone = folder.resolve("phone.html");
        Files.writeString(phone, frames.toString());
        var picture = folder.resolve("page.png");
        var log = folder.resolve("chromium.log");

        var browser = new ProcessBuilder(
                        Require.program("chromium").toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--allow-file-access-from-files",
                        "--user-data-dir=" + folder.resolve("profile"),
                        "--window-size=720,1500",
                        "--dump-dom",
                        "--screenshot=" + picture,
                        phone.toUri().toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();

        assertTrue(browser.waitFor(90, TimeUnit.SECONDS), "the browser did not end");
        String dom = Files.readString(log);
        assertEquals(Text.LANGUAGES.size(), dom.split(" sideways 0;", -1).length - 1, dom);
        assertTrue(showsRed(ImageIO.read(picture.toFile())), "no red alert on the page");
    }

    private static boolean showsRed(BufferedImage image) {
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                var c = new Color(image.getRGB(x, y));
                if (c.getRed() > 170 && c.getGreen() < 80 && c.getBlue() < 80) {
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    void a_drawing_names_what_is_in_clear_and_what_is_not() {
        try (var server = LegacyTlsServer.onlyTls12(rsa).start()) {
            var diagnosis = practice.examine("at-1.7.6", server.port(), Duration.ofSeconds(20));
            var recording =
                    diagnosis.evidence().host().orElseThrow().recording().orElseThrow();

            var lines = String.join(
                    "\n", HandshakeDrawing.of(recording, "JVM", "server").lines());

            for (var word : List.of(
                    "ClientHello",
                    "ServerHello",
                    "Certificate",
                    "ServerKeyExchange",
                    "ClientKeyExchange",
                    "ChangeCipherSpec",
                    "Finished (encrypted)")) {
                assertTrue(lines.contains(word), word + " is missing in\n" + lines);
            }
        }
    }

    @Test
    void the_page_in_japanese_has_the_same_facts_and_says_them_in_japanese() {
        var diagnosis = practice.theArticlesCase();

        String page = HtmlPage.of(diagnosis, Locale.JAPAN);

        assertTrue(page.contains("<html lang=\"ja\">"));
        assertTrue(page.contains("<h1 class=\"good\">このサーバーには、JVM上のTLSでは接続できますが"), page);
        assertTrue(page.contains("(alert 40 handshake_failure)"));
        assertTrue(page.contains("client.setTlsLocation(TlsLocation.HOST); // JVM上のTLS"));
        assertFalse(page.contains("TLS in the module"), "an English sentence was left");
        assertEquals(HtmlPage.of(diagnosis), HtmlPage.of(diagnosis, Locale.FRANCE), "an unknown language is English");
    }
}
