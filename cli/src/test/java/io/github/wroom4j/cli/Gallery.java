package io.github.wroom4j.cli;

import java.nio.file.Path;
import java.util.Map;

/** How each bundled sketch is shown on docs/sketches.md: what it needs, which of its lines matter, how it is run. */
final class Gallery {

    /** Runs a sketch against its real counterpart on loopback. */
    @FunctionalInterface
    interface Run {
        /** What a person would have seen; the folder is the run's own. */
        String shown(SketchCatalog.Entry sketch, Path folder) throws Exception;
    }

    /**
     * A sketch on the page.
     *
     * @param needs which board it wants
     * @param options what the command on the page gives it, with a blank in front, or nothing
     * @param from the first of the lines that matter, or a part of it
     * @param lines how many they are
     * @param run how its output is made
     */
    record Showing(String needs, String options, String from, int lines, Run run) {}

    private static final String ANY = "any module";
    private static final String SEVERAL = "any module; it uses the module's TCP server";
    private static final String PINS = "pins: `pi:` for a real LED, `mock:` for a painted one";
    private static final String CERTIFICATE = " --cert cert.pem --key key.pem";
    private static final String SOFT_AP = "any module with a soft access point";

    private static final Map<String, Showing> SHOWINGS = Map.ofEntries(
            Map.entry("HttpsRequest", plain(ANY, "", "if (!https.begin(client", 8)),
            Map.entry("HttpsPost", plain(ANY, " --text hello --bat 3.1", "https.addHeader(", 3)),
            Map.entry(
                    "EspconnSslClient",
                    plain("none: it builds a module of 2015 and calls its SDK", "", "private void user_init()", 6)),
            Map.entry("WiFiScan", plain(ANY, "", "int count = WiFi.scanNetworks", 5)),
            Map.entry("WebServerHello", new Showing(SEVERAL, "", "server.on(\"/\",", 4, GalleryRuns::webServer)),
            Map.entry("NtpClient", new Showing(ANY, "", "if (udp.beginPacket(", 5, GalleryRuns::timeServer)),
            Map.entry("Udp", new Showing(ANY, "", "udp.beginPacket(udp.remoteIP()", 3, GalleryRuns::datagrams)),
            Map.entry("IftttWebhook", plain(ANY, " --key k3y --value1 pressed", "int code = https.POST(", 2)),
            Map.entry("Blink", plain(PINS, " --loops 2", "digitalWrite(LED_BUILTIN, LOW)", 6)),
            Map.entry(
                    "EepromCounter",
                    new Showing(
                            "none; a file beside this computer's other data", "", "int starts", 3, GalleryRuns::twice)),
            Map.entry("BasicHttpClient", plain(ANY, "", "wifiMulti.addAP(option", 1)),
            Map.entry("StreamHttpClient", plain(ANY, "", "int count = http.getStream()", 6)),
            Map.entry("ReuseConnection", plain(ANY, "", "http.setReuse(true)", 2)),
            Map.entry("HttpAuthorization", new Showing(ANY, "", "if (hasOption(\"digest\"))", 5, GalleryRuns::basic)),
            Map.entry(
                    "DigestAuthorization",
                    new Showing(ANY, " --uri /locked", "http.collectHeaders", 2, GalleryRuns::digest)),
            Map.entry("BearSslValidation", plain(ANY, "", "fetch(\"no trust\"", 13)),
            Map.entry(
                    "MqttPublish",
                    new Showing(
                            ANY,
                            " --host localhost --ca ca.pem",
                            "send(PUBLISH_AT_LEAST_ONCE",
                            2,
                            GalleryRuns::broker)),
            Map.entry(
                    "WiFiClientBasic",
                    new Showing(ANY, " --host localhost --port 3000", "client.println(", 4, GalleryRuns::lineServer)),
            Map.entry("WiFiEcho", new Showing(SEVERAL, "", "case \"2\" ->", 4, GalleryRuns::echo)),
            Map.entry("TickerBasic", plain(PINS, "", "private void flip()", 9)),
            Map.entry("BearSslSessions", plain(ANY, "", "if (session != null)", 3)),
            Map.entry(
                    "ManualWebServer",
                    new Showing(SEVERAL, "", "WiFiClient client = server.accept()", 5, GalleryRuns::led)),
            Map.entry(
                    "TelnetToSerial",
                    new Showing(SEVERAL, "", "for (WiFiClient client : clients)", 4, GalleryRuns::telnet)),
            Map.entry(
                    "PagerServer",
                    new Showing(SEVERAL, "", "WiFiClient client = server.available()", 6, GalleryRuns::pager)),
            Map.entry("WiFiMulti", plain(ANY, " --loops 1", "wifiMulti.addAP(option(\"ssid\")", 3)),
            Map.entry(
                    "WiFiShutdown",
                    new Showing(
                            ANY + "; a wire from GPIO16 to RST wakes it",
                            " --sleep 0.1",
                            "WiFi.shutdown(state)",
                            4,
                            GalleryRuns::sleeper)),
            Map.entry(
                    "BearSslCertStore",
                    new Showing(ANY, "", "int count = store.initCertStore", 7, GallerySecureRuns::store)),
            Map.entry("BearSslMaxFragmentLength", plain(ANY, "", "boolean known =", 7)),
            Map.entry("StreamHttpsClient", plain(ANY, "", "BodyStream body =", 6)),
            Map.entry(
                    "BearSslServer",
                    new Showing(SEVERAL, CERTIFICATE, "server.setCache(", 2, GallerySecureRuns::server)),
            Map.entry(
                    "BearSslServerClientCert",
                    new Showing(
                            SEVERAL,
                            CERTIFICATE + " --ca ca.pem",
                            "server.setClientTrustAnchor",
                            1,
                            GallerySecureRuns::server)),
            Map.entry(
                    "HelloServerBearSsl",
                    new Showing(SEVERAL, CERTIFICATE, "if (key.isEC())", 5, GallerySecureRuns::server)),
            Map.entry("AdvancedWebServer", new Showing(SEVERAL, "", "server.on(\"/\"", 3, GalleryRuns::webServer)),
            Map.entry("WebForms", new Showing(SEVERAL, "", "new UriBraces(", 1, GalleryRuns::paths)),
            Map.entry(
                    "HttpAdvancedAuth",
                    new Showing(SEVERAL, "", "if (!server.authenticate(", 4, GalleryRuns::webServer)),
            Map.entry("FileServer", new Showing(SEVERAL, "", "server.enableETag(true)", 4, GalleryRuns::files)),
            Map.entry("WiFiEvents", new Showing(SOFT_AP, "", "connected = WiFi.on", 3, GalleryRuns::stations)),
            Map.entry("WiFiAccessPoint", new Showing(SOFT_AP, "", "if (!WiFi.softAP(", 4, GalleryRuns::accessPoint)));

    private Gallery() {}

    /** A sketch that nobody has arranged yet is shown as it runs by itself. */
    static Showing of(String name) {
        return SHOWINGS.getOrDefault(name, plain(ANY, "", "public void setup()", 8));
    }

    private static Showing plain(String needs, String options, String from, int lines) {
        return new Showing(
                needs, options, from, lines, (sketch, folder) -> GalleryRuns.command(sketch, options + " --for 20s"));
    }
}
