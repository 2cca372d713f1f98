package io.github.wroom4j.cli;

import java.util.Map;

/** What the options of the bundled sketches are for, by {@code SKETCH.option} where a name means two things. */
final class SketchOptionWords {
    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("url", "URL of the server; default the demo's"),
            Map.entry("ca", "PEM file with the authority to trust (wroom4j certs DIR makes one); default the demo's"),
            Map.entry("insecure", "trust whoever answers"),
            Map.entry("tls", "host (default) or module: where TLS runs"),
            Map.entry("ssid", "access point; default WROOM4J_SSID, else the mock's"),
            Map.entry(
                    "password",
                    "its password, also as env:NAME or file:PATH; default WROOM4J_PASSWORD, else the mock's"),
            Map.entry("text", "text to post"),
            Map.entry("bat", "battery voltage to post (default 3.3)"),
            Map.entry("server", "name of the time server"),
            Map.entry("port", "port of the server"),
            Map.entry("event", "name of the event (default button)"),
            Map.entry("IftttWebhook.key", "your key of the Webhooks service"),
            Map.entry("value1", "first value of the event"),
            Map.entry("value2", "second value of the event"),
            Map.entry("value3", "third value of the event"),
            Map.entry("ms", "milliseconds between two flips"),
            Map.entry("page", "URL of the page; default the demo's"),
            Map.entry("user", "user's name"),
            Map.entry("secret", "user's password"),
            Map.entry("digest", "answer by Digest instead of Basic"),
            Map.entry("uri", "path to ask for"),
            Map.entry("fingerprint", "SHA-1 of the server's certificate, as certinfo prints it"),
            Map.entry("public-key", "PEM file with the server's public key"),
            Map.entry("host", "name or address of the server"),
            Map.entry("topic", "topic to publish to"),
            Map.entry("MqttDashboard.topic", "topics to show (default wroom4j/#)"),
            Map.entry("message", "message to publish"),
            Map.entry("ssid2", "second access point"),
            Map.entry("password2", "its password"),
            Map.entry("ssid3", "third access point"),
            Map.entry("password3", "its password"),
            Map.entry("sleep", "seconds of deep sleep (default 10)"),
            Map.entry("style", "how to echo: 1 (default), 2 or 3"),
            Map.entry(
                    "cert", "PEM file with the server's certificate (wroom4j certs DIR makes one); default the demo's"),
            Map.entry("key", "PEM file with its key; default the demo's"),
            Map.entry("ap", "name of the module's own access point"),
            Map.entry("ap-password", "its password, 8 characters or more"));

    private SketchOptionWords() {}

    /** One line about an option; empty for one that only a sketch of the user's own has. */
    static String of(SketchCatalog.Entry sketch, String option) {
        return sketch.bundled()
                ? WORDS.getOrDefault(sketch.name() + "." + option, WORDS.getOrDefault(option, ""))
                : SketchCatalog.SHARED.contains(option) ? WORDS.get(option) : "";
    }

    /** How an option is written: {@code --ms MS} … {@code --insecure}. */
    static String written(String option) {
        return "--" + option + (SketchCatalog.FLAGS.contains(option) ? "" : " VALUE");
    }
}
