package io.github.wroom4j.watch;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * The page as one file: markup, style, words, the plotter's library and script, with nothing from elsewhere. Live it asks
 * its server for events; frozen it carries them.
 */
final class Page {
    private static final String PLOTTER = "/META-INF/resources/webjars/uplot/1.6.30/";

    private final String style;
    private final String plotterStyle;
    private final String plotter;
    private final String script;
    private final String words;
    private final String markup;
    private final String licence;

    Page() {
        style = text("page.css");
        plotterStyle = text(PLOTTER + "dist/uPlot.min.css");
        plotter = text(PLOTTER + "dist/uPlot.iife.min.js").strip();
        licence = text(PLOTTER + "LICENSE").strip();
        script = text("page.js");
        words = text("words.json");
        markup = text("page.html");
    }

    private static String text(String name) {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new UncheckedIOException(new IOException("the page lacks " + name + " in its jar"));
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the page cannot be read from its jar", e);
        }
    }

    /** The live page. */
    String live(Locale language) {
        return page(language, "null");
    }

    /** The page with what has happened, for a file that stands alone. */
    String frozen(Locale language, List<String> events) {
        return page(language, "[" + String.join(",\n", events) + "]");
    }

    /** What the browser may do with the page: run and show what is in it, ask where it came from, and nothing else. */
    String policy() {
        return "default-src 'none'; script-src " + hash(plotter) + " " + hash(script) + "; style-src "
                + hash(plotterStyle) + " " + hash(style)
                + "; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'";
    }

    private String page(Locale language, String data) {
        String title = language.getLanguage().equals("ja") ? "ja" : "en";
        return markup.replace("@lang@", title)
                .replace("@policy@", policy())
                .replace("@plotter-licence@", licence)
                .replace("@plotter-style@", plotterStyle)
                .replace("@style@", style)
                .replace("@words@", harmless(words))
                .replace("@plotter@", plotter)
                .replace("@script@", script)
                .replace("@data@", harmless(data));
    }

    /** JSON that ends no script element, whatever names are in it. */
    private static String harmless(String json) {
        return json.replace("<", "\\u003c").replace("@", "\\u0040");
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
