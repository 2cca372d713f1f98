package io.github.wroom4j.words;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.doctor.Probe;
import io.github.wroom4j.testing.EnglishLeft;
import io.github.wroom4j.testing.Repository;
import io.github.wroom4j.tlswire.Alert;
import io.github.wroom4j.tlswire.FirmwareHello;
import io.github.wroom4j.tlswire.Oddity;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.MissingFormatArgumentException;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The words of both languages: none missing, none too many, the same particulars. */
class TextTest {
    private static Properties bundle(Locale language) throws Exception {
        var words = new Properties();
        try (var in = Text.class.getResourceAsStream("words_" + language + ".properties")) {
            words.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        }
        return words;
    }

    /** What each key holds in place of words: {@code [0, 1]}. */
    private static TreeMap<String, TreeSet<String>> placeholders(Locale language) throws Exception {
        var words = bundle(language);
        var all = new TreeMap<String, TreeSet<String>>();
        for (var key : words.stringPropertyNames()) {
            String text = words.getProperty(key);
            assertFalse(text.isBlank(), key);
            // MessageFormat swallows a single apostrophe, and with it what stands in braces behind it
            assertFalse(text.replace("''", "").contains("'"), () -> key + ": a single apostrophe");
            var found = new TreeSet<String>();
            Pattern.compile("\\{([0-9]+)}").matcher(text).results().forEach(m -> found.add(m.group(1)));
            all.put(key, found);
        }
        return all;
    }

    /** What the modules below tell in English themselves. */
    private static TreeSet<String> told() {
        var keys = new TreeSet<>(List.of("quoted", "at.reply", "alert.unassigned", "source.learned"));
        Arrays.stream(AtException.Kind.values()).forEach(kind -> keys.add("at." + kind));
        Alert.all().forEach(alert -> keys.add("alert." + alert.code()));
        Arrays.stream(Oddity.Kind.values()).forEach(kind -> keys.add("wire." + kind));
        FirmwareHello.ALL.forEach(row -> keys.addAll(List.of("firmware." + row.name(), "source." + row.name())));
        return keys;
    }

    @Test
    void what_another_language_says_is_said_in_english_with_the_same_particulars() throws Exception {
        var english = placeholders(Locale.ENGLISH);

        assertTrue(english.size() > 150, english::toString);
        for (var language : Text.LANGUAGES) {
            var words = placeholders(language);
            words.keySet().removeAll(told());
            words.remove(Text.UNTRANSLATED);
            words.forEach(
                    (key, particulars) -> assertEquals(english.get(key), particulars, () -> language + " " + key));
        }
    }

    /** Whoever adds a verdict need not write Japanese: the page says it in English until somebody does, and marks it. */
    @Test
    void a_sentence_that_is_not_translated_is_said_in_english_and_marked() {
        var fresh = Text.said("the server speaks Klingon", "host.no-such-sentence-yet");

        assertEquals("the server speaks Klingon", fresh.toString());
        assertEquals("（未訳）「the server speaks Klingon」", fresh.in(Locale.JAPANESE));
        assertEquals(
                "接続できませんでした（ファームウェアの応答: （未訳）「the server speaks Klingon」）",
                Text.of("at.reply", Text.of("at.CONNECT_FAILED"), fresh).in(Locale.JAPAN));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "27 | \\x1b",
                "0 | \\x00",
                "10 | \\x0a",
                "127 | \\x7f",
                "155 | \\x9b",
                "8238 | \\u202e",
                "8294 | \\u2066",
                "8203 | \\u200b",
                "8232 | \\u2028",
                "65279 | \\ufeff",
                "55296 | \\ud800",
                "917505 | \\u{e0001}"
            })
    void what_has_no_shape_is_escaped_wherever_a_text_shows_what_others_chose(int codePoint, String escaped) {
        String name = "a" + new String(new int[] {codePoint}, 0, 1) + "b";

        assertEquals("a" + escaped + "b", Printable.of(name));
        for (var language : Text.LANGUAGES) {
            String said = Text.of("trust.no-anchor", name).in(language);
            assertTrue(said.contains("a" + escaped + "b"), said);
        }
        assertEquals("a" + escaped + "b", Text.verbatim(name).toString());
        assertEquals("a" + escaped + "b", Wording.quoted(name).toString());
    }

    @Test
    void letters_of_every_language_are_shown_as_they_are() {
        String name = "東京 Kön\u00edg Ωmega مثال 😀 \"quoted\" \\ back";

        assertEquals(name, Printable.of(name));
    }

    @Test
    void what_the_modules_below_tell_has_words_in_every_other_language_and_none_in_english() throws Exception {
        for (var language : Text.LANGUAGES) {
            var words = new TreeSet<>(bundle(language).stringPropertyNames());
            words.retainAll(told());
            assertEquals(language.equals(Locale.ENGLISH) ? new TreeSet<>() : told(), words, language::toString);
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_oddity_has_the_same_particulars_in_every_language(Oddity.Kind kind) throws Exception {
        var particulars = new ArrayList<Object>();
        var expected = new TreeSet<String>();
        for (boolean enough = false; !enough; ) {
            try {
                enough = !new Oddity(kind, particulars).toString().isBlank();
            } catch (MissingFormatArgumentException oneMore) {
                expected.add(String.valueOf(particulars.size()));
                particulars.add("particular");
            }
        }

        assertEquals(expected, placeholders(Locale.JAPANESE).get("wire." + kind));
    }

    private static String sources() throws Exception {
        var sources = new StringBuilder();
        for (String module : List.of("host-tls", "doctor")) {
            try (var files = Files.walk(Repository.root().resolve(module + "/src/main/java"))) {
                for (var file :
                        files.filter(f -> f.toString().endsWith(".java")).toList()) {
                    sources.append(Files.readString(file));
                }
            }
        }
        return sources.toString();
    }

    /** A key that nobody says, or says without its words, would not be noticed before a user meets it. */
    @Test
    void every_word_of_the_bundle_is_said_somewhere_in_the_sources() throws Exception {
        var sources = sources();
        for (var key : placeholders(Locale.ENGLISH).keySet()) {
            // pages and the table say the rest of the key behind their own prefix; hellos are named by an enum
            String rest =
                    key.replaceFirst("^(page|table|drawing|hello)\\.", "").replaceFirst("\\.(is|what|probably)$", "");
            assertTrue(
                    sources.contains('"' + rest + '"') || key.startsWith("hello.") && Probe.Name.valueOf(rest) != null,
                    () -> key + " is said nowhere");
        }
    }

    @Test
    void every_key_in_the_sources_has_its_words() throws Exception {
        var english = bundle(Locale.ENGLISH).stringPropertyNames();
        var said = new HashSet<String>();
        Pattern.compile("\"((host|module|board|advice|certificate|trust|tls|hello-fault)\\.[a-z][a-z0-9.-]*)\"")
                .matcher(sources())
                .results()
                .forEach(m -> said.add(m.group(1)));

        assertTrue(said.size() > 120, said::toString);
        assertEquals(
                List.of(), said.stream().filter(key -> !english.contains(key)).toList());
    }

    @Test
    void no_english_sentence_stands_among_the_japanese_words() throws Exception {
        var japanese = bundle(Locale.JAPANESE);
        for (var key : japanese.stringPropertyNames()) {
            assertEquals(List.of(), EnglishLeft.on(japanese.getProperty(key), List.of()), key);
        }
    }

    @Test
    void an_english_sentence_is_noticed_and_a_name_is_not() {
        String page = "<p>証明書は the chain ends at C=JP,CN=the root of all roots。</p><pre>AT+CIPSSLSIZE=4096</pre>";

        assertEquals(List.of("the chain ends at C"), EnglishLeft.on(page, List.of("the root of all roots")));
        assertEquals(List.of(), EnglishLeft.on("<p>応答は「HTTP and so on and on」です</p>", List.of()));
    }

    @Test
    void a_failure_of_the_module_is_told_by_its_kind_and_the_firmwares_own_line() {
        var failure = new AtException(AtException.Kind.CONNECT_FAILED, "TCP to a server: it failed", "CLOSED");

        assertEquals("TCP to a server: it failed", Wording.of(failure).toString());
        assertEquals("接続できませんでした（ファームウェアの応答: CLOSED）", Wording.of(failure).in(Locale.JAPAN));
    }

    @Test
    void english_is_english_on_a_japanese_machine_too() {
        var before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.JAPAN);

            assertEquals(
                    "This firmware has no TLS of its own.",
                    Text.of("module.no-tls").toString());
            assertEquals("このファームウェアには自前のTLSがありません。", Text.of("module.no-tls").in(Locale.getDefault()));
        } finally {
            Locale.setDefault(before);
        }
    }
}
