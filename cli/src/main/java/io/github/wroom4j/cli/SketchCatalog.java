package io.github.wroom4j.cli;

import io.github.wroom4j.Sketch;
import io.github.wroom4j.sketches.AdvancedWebServer;
import io.github.wroom4j.sketches.BasicHttpClient;
import io.github.wroom4j.sketches.BearSslCertStore;
import io.github.wroom4j.sketches.BearSslMaxFragmentLength;
import io.github.wroom4j.sketches.BearSslServer;
import io.github.wroom4j.sketches.BearSslServerClientCert;
import io.github.wroom4j.sketches.BearSslSessions;
import io.github.wroom4j.sketches.BearSslValidation;
import io.github.wroom4j.sketches.Blink;
import io.github.wroom4j.sketches.ConfigPortal;
import io.github.wroom4j.sketches.DigestAuthorization;
import io.github.wroom4j.sketches.EepromCounter;
import io.github.wroom4j.sketches.EspconnSslClient;
import io.github.wroom4j.sketches.FileServer;
import io.github.wroom4j.sketches.HelloServerBearSsl;
import io.github.wroom4j.sketches.HttpAdvancedAuth;
import io.github.wroom4j.sketches.HttpAuthorization;
import io.github.wroom4j.sketches.HttpsPost;
import io.github.wroom4j.sketches.HttpsRequest;
import io.github.wroom4j.sketches.IftttWebhook;
import io.github.wroom4j.sketches.ManualWebServer;
import io.github.wroom4j.sketches.MqttDashboard;
import io.github.wroom4j.sketches.MqttPublish;
import io.github.wroom4j.sketches.NtpClient;
import io.github.wroom4j.sketches.PagerServer;
import io.github.wroom4j.sketches.ReuseConnection;
import io.github.wroom4j.sketches.StreamHttpClient;
import io.github.wroom4j.sketches.StreamHttpsClient;
import io.github.wroom4j.sketches.TelnetToSerial;
import io.github.wroom4j.sketches.TickerBasic;
import io.github.wroom4j.sketches.Udp;
import io.github.wroom4j.sketches.WebForms;
import io.github.wroom4j.sketches.WebServerHello;
import io.github.wroom4j.sketches.WiFiAccessPoint;
import io.github.wroom4j.sketches.WiFiClientBasic;
import io.github.wroom4j.sketches.WiFiEcho;
import io.github.wroom4j.sketches.WiFiEvents;
import io.github.wroom4j.sketches.WiFiMulti;
import io.github.wroom4j.sketches.WiFiScan;
import io.github.wroom4j.sketches.WiFiShutdown;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** The sketches that come with the command, by name. */
final class SketchCatalog {
    /** Options that every bundled sketch understands. */
    static final Set<String> SHARED = Set.of("url", "ca", "insecure", "tls", "ssid", "password");

    /** Options that are given without a value. */
    static final Set<String> FLAGS = Set.of("insecure", "digest");

    /**
     * A sketch that can be run.
     *
     * @param name what {@code run} calls it
     * @param does one line about it; empty for a user's own
     * @param options the options it asks for, without the dashes
     * @param make makes one; called in the sketch's thread with its context bound
     */
    record Entry(String name, String does, Set<String> options, Supplier<Sketch> make) {
        Entry {
            options = Set.copyOf(options);
        }

        /** Whether it came with the command. */
        boolean bundled() {
            return !does.isEmpty();
        }
    }

    private static final List<Entry> BUNDLED = List.of(
            bundled("HttpsRequest", "fetches a page over HTTPS and prints it", HttpsRequest::new),
            bundled("HttpsPost", "posts a form over HTTPS", HttpsPost::new, "text", "bat"),
            new Entry(
                    "EspconnSslClient",
                    "the story of 2015, call for call, on a module of its own",
                    Set.of(),
                    EspconnSslClient::new),
            bundled("WiFiScan", "lists the access points in range", WiFiScan::new),
            bundled("WebServerHello", "serves a page from the module's own server", WebServerHello::new),
            bundled("Udp", "acknowledges every datagram on port 8888", Udp::new),
            bundled("NtpClient", "asks a time server over UDP", NtpClient::new, "server", "port"),
            bundled(
                    "IftttWebhook",
                    "triggers a webhook with three values",
                    IftttWebhook::new,
                    "event",
                    "key",
                    "value1",
                    "value2",
                    "value3"),
            bundled("Blink", "blinks the board's LED until it is stopped", Blink::new, "ms"),
            bundled("EepromCounter", "counts its own starts", EepromCounter::new),
            bundled("BasicHttpClient", "fetches a page over plain HTTP", BasicHttpClient::new, "page"),
            bundled("StreamHttpClient", "fetches a page in pieces of 128 bytes", StreamHttpClient::new, "page"),
            bundled("ReuseConnection", "makes ten requests over one connection", ReuseConnection::new, "page"),
            bundled(
                    "HttpAuthorization",
                    "fetches a page with a password",
                    HttpAuthorization::new,
                    "page",
                    "user",
                    "secret",
                    "digest"),
            bundled(
                    "DigestAuthorization",
                    "answers a digest challenge by hand",
                    DigestAuthorization::new,
                    "page",
                    "uri",
                    "user",
                    "secret"),
            bundled(
                    "BearSslValidation",
                    "tries every way to trust a server",
                    BearSslValidation::new,
                    "fingerprint",
                    "public-key"),
            bundled(
                    "MqttPublish",
                    "publishes a message to an MQTT broker over TLS",
                    MqttPublish::new,
                    "host",
                    "port",
                    "user",
                    "secret",
                    "topic",
                    "message"),
            bundled(
                    "WiFiMulti",
                    "joins the strongest of three networks",
                    WiFiMulti::new,
                    "ssid2",
                    "password2",
                    "ssid3",
                    "password3"),
            bundled("WiFiShutdown", "sleeps deeply and joins again", WiFiShutdown::new, "sleep"),
            bundled("WiFiClientBasic", "sends a line over TCP", WiFiClientBasic::new, "host", "port"),
            bundled("WiFiEcho", "echoes on port 23", WiFiEcho::new, "style"),
            bundled("TickerBasic", "flips the LED from a timer", TickerBasic::new, "ms"),
            bundled("BearSslSessions", "connects with and without a TLS session", BearSslSessions::new),
            bundled("BearSslCertStore", "trusts whom a store of authorities trusts", BearSslCertStore::new),
            bundled(
                    "BearSslMaxFragmentLength",
                    "asks a server for records of 512 bytes",
                    BearSslMaxFragmentLength::new),
            bundled("StreamHttpsClient", "fetches a page over HTTPS in pieces", StreamHttpsClient::new),
            bundled("BearSslServer", "serves HTTPS by hand, on port 443", BearSslServer::new, "cert", "key"),
            bundled(
                    "BearSslServerClientCert",
                    "serves HTTPS to clients with a certificate",
                    BearSslServerClientCert::new,
                    "cert",
                    "key"),
            bundled("HelloServerBearSsl", "a web server over HTTPS", HelloServerBearSsl::new, "cert", "key"),
            bundled("AdvancedWebServer", "draws a graph for a browser", AdvancedWebServer::new),
            bundled("WebForms", "takes what forms post, and paths with parts that vary", WebForms::new),
            bundled(
                    "HttpAdvancedAuth",
                    "a web server that asks for a password by Digest",
                    HttpAdvancedAuth::new,
                    "user",
                    "secret"),
            bundled("FileServer", "serves, lists and takes files", FileServer::new, "user", "secret"),
            bundled("ManualWebServer", "a web server by hand that switches the LED", ManualWebServer::new),
            bundled("TelnetToSerial", "joins telnet clients with the console, on port 23", TelnetToSerial::new),
            bundled("PagerServer", "passes what one client says to all, on port 2323", PagerServer::new),
            bundled("WiFiEvents", "prints who joins its access point", WiFiEvents::new, "ap", "ap-password"),
            bundled("WiFiAccessPoint", "an access point with a page", WiFiAccessPoint::new, "ap", "ap-password"),
            bundled("ConfigPortal", "asks for the network on a page of its own access point", ConfigPortal::new, "ap"),
            bundled(
                    "MqttDashboard",
                    "shows on a page what an MQTT broker sends",
                    MqttDashboard::new,
                    "host",
                    "port",
                    "user",
                    "secret",
                    "topic"));

    private SketchCatalog() {}

    private static Entry bundled(String name, String does, Supplier<Sketch> make, String... own) {
        var options = new TreeSet<>(SHARED);
        options.addAll(Set.of(own));
        return new Entry(name, does, options, make);
    }

    /** All of them, in the order in which a newcomer should meet them. */
    static List<Entry> bundled() {
        return BUNDLED;
    }

    /**
     * The sketch of that name, or in that file.
     *
     * @throws UsageException naming what there is
     */
    static Entry find(String nameOrFile) {
        return find(nameOrFile, List.of());
    }

    /** The same; a file is compiled with those libraries, too. */
    static Entry find(String nameOrFile, List<Path> libraries) {
        if (nameOrFile.endsWith(".java")) {
            return SourceSketch.load(SourceSketch.readable(nameOrFile), libraries);
        }
        if (!libraries.isEmpty()) {
            throw new UsageException("--lib belongs to a sketch in a file: " + nameOrFile + " needs no library");
        }
        return BUNDLED.stream()
                .filter(entry -> entry.name().equals(nameOrFile))
                .findFirst()
                .orElseThrow(() -> unknown(nameOrFile));
    }

    /** The sketch of that name, or as the source of that file describes it: nothing is compiled. */
    static Entry described(String nameOrFile) {
        if (!nameOrFile.endsWith(".java")) {
            return find(nameOrFile);
        }
        Path file = SourceSketch.readable(nameOrFile);
        return new Entry(file.getFileName().toString(), "", SourceSketch.optionsOf(file), () -> {
            throw new IllegalStateException("only described");
        });
    }

    private static UsageException unknown(String name) {
        List<String> names = BUNDLED.stream().map(Entry::name).toList();
        return new UsageException("no sketch is called \"" + name + "\"" + Nearest.hint(name, names) + " There are "
                + String.join(", ", names) + "; a file of your own ends in .java");
    }
}
