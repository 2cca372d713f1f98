package io.github.wroom4j.testing;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What is still English on a Japanese page. */
public final class EnglishLeft {
    /** Four words in a row are a sentence; numbers, names of suites and commands have no such run. */
    private static final Pattern SENTENCE = Pattern.compile("(?:\\b[A-Za-z][A-Za-z'’-]*[,;:]? ){3,}[A-Za-z]+");

    private EnglishLeft() {}

    /**
     * The English sentences.
     *
     * @param names what a server calls itself, or its authority: no matter of language
     */
    public static List<String> on(String page, List<String> names) {
        String text = page.replaceAll("(?s)<style>.*?</style>", "")
                .replaceAll("<[^>]*>", "\n")
                .replace("&#39;", "'")
                .replace("&quot;", "\"")
                // what a server or a library said is quoted as it was said
                .replaceAll("「[^」]*」", "「」");
        for (var name : names) {
            text = text.replace(name, "");
        }
        return SENTENCE.matcher(text).results().map(MatchResult::group).toList();
    }
}
