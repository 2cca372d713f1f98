package io.github.wroom4j.words;

import java.text.MessageFormat;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ResourceBundle;

/**
 * Words with their particulars, in any language that there is a bundle for: {@code words_en.properties} is English,
 * {@code words_ja.properties} Japanese. What a server, a firmware or a library said goes in as it was said.
 *
 * @param key which words
 * @param particulars what goes into them; a text among them is said in the same language
 * @param english what is said in English, where another part of the program has said it already and the English bundle
 *     has no such key
 */
public record Text(String key, List<Object> particulars, Optional<String> english) {
    private static final String BUNDLE = Text.class.getPackageName() + ".words";

    /** How a bundle that lacks a key quotes the English words; every language but English has it. */
    static final String UNTRANSLATED = "untranslated";

    /** Languages that there is a bundle for. */
    public static final List<Locale> LANGUAGES = List.of(Locale.ENGLISH, Locale.JAPANESE);

    public Text {
        particulars = List.copyOf(particulars);
    }

    /** The words of a key with what goes into them. */
    public static Text of(String key, Object... particulars) {
        return new Text(key, Arrays.asList(particulars), Optional.empty());
    }

    /** The same in every language: a line to paste, a name. */
    public static Text verbatim(String words) {
        return of("verbatim", words);
    }

    /** What a part below said in English, with the key of the same in other languages. */
    static Text said(String english, String key, Object... particulars) {
        return new Text(key, Arrays.asList(particulars), Optional.of(english));
    }

    /**
     * In that language, or in English where there is no bundle for it. A bundle that lacks this key alone says it in
     * English too and marks it as not translated: a sentence may be added by someone who writes no Japanese.
     *
     * @return one line: what the particulars hold that cannot be shown is escaped ({@link Printable})
     */
    public String in(Locale language) {
        var known = known(language);
        var bundle = ResourceBundle.getBundle(BUNDLE, known);
        if (known.equals(Locale.ENGLISH)) {
            return english.map(Printable::of).orElseGet(() -> format(bundle.getString(key), language));
        }
        return bundle.containsKey(key)
                ? format(bundle.getString(key), language)
                : format(bundle.getString(UNTRANSLATED), language, in(Locale.ENGLISH));
    }

    private String format(String pattern, Locale language) {
        // numbers go in as they are: a buffer size of 2,048 could not be pasted
        return format(
                pattern,
                language,
                particulars.stream()
                        .map(p -> p instanceof Text text ? text.in(language) : Printable.of(p.toString()))
                        .toArray());
    }

    private static String format(String pattern, Locale language, Object... words) {
        return new MessageFormat(pattern, language).format(words);
    }

    // Never by a locale without a bundle of its own: Java would then try the machine's language before English.
    private static Locale known(Locale language) {
        return LANGUAGES.stream()
                .filter(l -> l.getLanguage().equals(language.getLanguage()))
                .findFirst()
                .orElse(Locale.ENGLISH);
    }

    /** In English. */
    @Override
    public String toString() {
        return in(Locale.ENGLISH);
    }
}
