package io.github.wroom4j.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The known word that a mistyped one most likely meant. */
final class Nearest {
    private Nearest() {}

    /** The nearest word, if one is near enough that a person would have meant it. */
    static Optional<String> to(String typed, Collection<String> known) {
        String lower = typed.toLowerCase(Locale.ROOT);
        return known.stream()
                .filter(word -> distance(lower, word.toLowerCase(Locale.ROOT)) <= Math.max(2, word.length() / 3)
                        || word.toLowerCase(Locale.ROOT).startsWith(lower))
                .min(Comparator.comparingInt(word -> distance(lower, word.toLowerCase(Locale.ROOT))));
    }

    /** Ends a sentence about an unknown word: {@code ; did you mean X?}, or a full stop. */
    static String hint(String typed, Collection<String> known) {
        return to(typed, known).map(word -> "; did you mean " + word + "?").orElse(".");
    }

    /** Letters to insert, delete, replace, or swap with their neighbour. */
    static int distance(String a, String b) {
        int[][] steps = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    steps[i][j] = i + j;
                    continue;
                }
                int replace = steps[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                int least = Math.min(replace, 1 + Math.min(steps[i - 1][j], steps[i][j - 1]));
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                steps[i][j] = swapped ? Math.min(least, 1 + steps[i - 2][j - 2]) : least;
            }
        }
        return steps[a.length()][b.length()];
    }
}
