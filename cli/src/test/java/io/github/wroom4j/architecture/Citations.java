package io.github.wroom4j.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a text cites of docs/facts, and what of it cannot be opened. How to cite stands in docs/facts/README.md.
 *
 * <p>A paragraph is looked for everywhere, in strings too; so is a rule with a hyphen. Ids of a letter and a number are
 * looked for in comments only, where they can mean nothing else.
 */
final class Citations {
    private static final char PARAGRAPH = '\u00a7';
    private static final String PARAGRAPHS = "\u00a7\u00a7";

    private static final String NUMBER = "(?:\\d+(?:\\.\\d+)*[a-z]?)";

    /** An id of a letter and a number: hazards, questions, measured rows, faults, cases, goals. */
    private static final String SHORT = "[CDEFGHILQT]\\d{1,2}b?";

    private static final String BETWEEN = "(?:\\s*(?:,|;|…|–|/|\\band\\b|\\bto\\b)\\s*)";

    /** What stands before a paragraph: a page, a public standard, or nothing that helps. */
    private static final Pattern SOURCE = Pattern.compile(
            "(?:^|[^\\w-])(?:docs/facts/)?([a-z][a-z-]*[a-z]|RFC \\d+(?:bis)?)(?:\\.md)?(?:]\\(\\S+\\))?\\s*$");

    /** From one paragraph to the next of the same list: {@code 16.5 L2, }. */
    private static final Pattern NEXT_OF_LIST =
            Pattern.compile("\\s*" + NUMBER + "(?:\\s" + SHORT + "(?:\\s…\\s" + SHORT + ")?)?" + BETWEEN);

    private static final Pattern NUMBERS = Pattern.compile("\\s*(" + NUMBER + "(?:" + BETWEEN + NUMBER + ")*)");

    private static final Pattern ONE = Pattern.compile("\\s*([A-Z](?=\\.\\d)[\\d.]*|" + NUMBER + ")");

    private static final Pattern SHORT_ID =
            Pattern.compile("(?<![\\w.\"@#%&+\\u00a7-])(?:([a-z][a-z-]*[a-z])(?:\\.md)?\\s+(?:\\u00a7\\s*" + NUMBER
                    + "\\s+)?)?(" + SHORT + ")(?![\\w\"(=+-])");

    /** The mark of a test that repeats a case of the core's own. */
    private static final Pattern CORE_CASE = Pattern.compile("@CoreCase\\(([^)]*)\\)");

    /** The page that numbers the core's own tests. */
    private static final String CORE = "arduino-api";

    private final FactPages pages;
    private final Pattern rule;
    private int count;

    Citations(FactPages pages) {
        this.pages = pages;
        this.rule =
                Pattern.compile("(?<![\\w-])(" + String.join("|", pages.rulePrefixes()) + ")-(\\d+[a-z]?)(?![\\w-])");
    }

    /** How many citations were looked at so far. */
    int count() {
        return count;
    }

    /**
     * What is wrong in a file, as {@code file:line: what}.
     *
     * @param file its name, which says how comments look there
     * @param text what is in it
     * @param own the page that a paragraph without one is of, or empty
     */
    List<String> broken(String file, String text, String own) {
        var found = new ArrayList<String>();
        String joined = SourceText.joinComments(text);
        paragraphs(joined, own, (at, what) -> found.add(place(file, text, at) + what));
        Matcher rules = rule.matcher(joined);
        while (rules.find()) {
            count++;
            if (pages.pagesOf(rules.group()).isEmpty()) {
                found.add(place(file, text, rules.start()) + "no row " + rules.group() + " in docs/facts");
            }
        }
        String comments = SourceText.joinComments(SourceText.comments(file, text));
        shortIds(comments, own, (at, what) -> found.add(place(file, text, at) + what));
        Matcher cases = CORE_CASE.matcher(text);
        while (cases.find()) {
            Matcher each = Pattern.compile(SHORT).matcher(cases.group(1));
            while (each.find()) {
                count++;
                if (!pages.pagesOf(each.group()).contains(CORE)) {
                    found.add(place(file, text, cases.start(1)) + noRow(each.group(), CORE));
                }
            }
        }
        return found;
    }

    private interface Finding {
        void at(int offset, String what);
    }

    private void paragraphs(String text, String own, Finding finding) {
        String source = "";
        int last = -1;
        for (int at = text.indexOf(PARAGRAPH); at >= 0; at = text.indexOf(PARAGRAPH, at + 1)) {
            boolean several = text.startsWith(PARAGRAPHS, at);
            boolean list = last >= 0
                    && NEXT_OF_LIST.matcher(text.substring(last + 1, at)).matches();
            if (!list) {
                Matcher before = SOURCE.matcher(text.substring(Math.max(0, at - 60), at));
                source = before.find() ? before.group(1) : own;
                if (!isStandard(source) && !pages.isPage(source)) {
                    source = own;
                }
            }
            at += several ? 1 : 0;
            last = at;
            Matcher numbers = (several ? NUMBERS : ONE).matcher(text);
            numbers.region(at + 1, text.length());
            count++;
            if (source.isEmpty()) {
                finding.at(at, "a paragraph without its page");
            } else if (!numbers.lookingAt()) {
                finding.at(at, "a paragraph without a number");
            } else if (pages.isPage(source)) {
                resolve(source, numbers.group(1), at, finding);
            }
        }
    }

    private static boolean isStandard(String source) {
        return source.startsWith("RFC ") || source.equals("pcapng");
    }

    private void resolve(String page, String numbers, int at, Finding finding) {
        for (String number : numbers.split(BETWEEN)) {
            if (!pages.hasParagraph(page, number)) {
                finding.at(at, "no heading " + number + " in docs/facts/" + page + ".md");
            }
        }
    }

    private void shortIds(String comments, String own, Finding finding) {
        Matcher ids = SHORT_ID.matcher(comments);
        while (ids.find()) {
            count++;
            String id = ids.group(2);
            Set<String> there = pages.pagesOf(id);
            String page = ids.group(1);
            if (page != null && pages.isPage(page)) {
                if (!there.contains(page)) {
                    finding.at(ids.start(2), noRow(id, page));
                }
            } else if (there.contains(own)) {
                continue;
            } else if (there.isEmpty()) {
                finding.at(ids.start(2), "no row " + id + " in docs/facts");
            } else if (there.size() > 1) {
                finding.at(ids.start(2), id + " without its page: " + String.join(" and ", there) + " have one");
            }
        }
    }

    private static String noRow(String id, String page) {
        return "no row " + id + " in docs/facts/" + page + ".md";
    }

    private static String place(String file, String text, int at) {
        return file + ":"
                + (1
                        + text.substring(0, at)
                                .chars()
                                .filter(each -> each == '\n')
                                .count()) + ": ";
    }
}
