package io.github.wroom4j.doctor;

import java.text.MessageFormat;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;

/**
 * Words of the doctor with their particulars, in any language that there is a bundle for: {@code words_en.properties}
 * is English, {@code words_ja.properties} Japanese. What other parts of the program, a server or a firmware said
 * goes in as it was said.
 *
 * @param key which words
 * @param particulars what goes into them; a text among them is said in the same language
 */
public record Text(String key, List<Object> particulars) {
    private static final String BUNDLE = "io.github.wroom4j.doctor.words";

    /** Languages that there is a bundle for. */
    public static final List<Locale> LANGUAGES = List.of(Locale.ENGLISH, Locale.JAPANESE);

    public Text {
        particulars = List.copyOf(particulars);
    }

    /** The words of a key with what goes into them. */
    public static Text of(String key, Object... particulars) {
        return new Text(key, Arrays.asList(particulars));
    }

    /** The same in every language. */
    static Text verbatim(String words) {
        return of("verbatim", words);
    }

    /** In that language, or in English where there is no bundle for it. */
    public String in(Locale language) {
        // numbers go in as they are: 2,048 is no buffer size that one could paste
        var words = particulars.stream()
                .map(p -> p instanceof Text text ? text.in(language) : p.toString())
                .toArray();
        return new MessageFormat(bundle(language).getString(key), language).format(words);
    }

    // Never by a locale without a bundle of its own: Java would then try the machine's language before English.
    private static ResourceBundle bundle(Locale language) {
        var known = LANGUAGES.stream()
                .filter(l -> l.getLanguage().equals(language.getLanguage()))
                .findFirst()
                .orElse(Locale.ENGLISH);
        return ResourceBundle.getBundle(BUNDLE, known);
    }

    /** In English. */
    @Override
    public String toString() {
        return in(Locale.ENGLISH);
    }
}
