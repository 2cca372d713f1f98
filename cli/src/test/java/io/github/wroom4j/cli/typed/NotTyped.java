package io.github.wroom4j.cli.typed;

import java.util.List;

/** Blocks and single commands that are not typed, each with its reason: {@code pages/not-typed.txt}. */
record NotTyped(List<Row> rows) {
    private static final String LINE = "line";
    private static final String ANY = "*";

    /**
     * One row.
     *
     * @param page as in {@code docs/jvm.md}; {@code docs/facts/*} for a folder
     * @param language of the block, {@code *} for any, or {@code line} for a single command
     * @param first the block's first line, the command, or {@code *} for any
     * @param reason why; what begins with {@code -Pfull} is typed with that
     */
    record Row(String page, String language, String first, String reason) {
        boolean covers(String where) {
            return page.endsWith("/*") ? where.startsWith(page.substring(0, page.length() - 1)) : page.equals(where);
        }

        boolean covers(String where, Block block) {
            return covers(where)
                    && (language.equals(ANY) || block.is(language))
                    && (first.equals(ANY) || block.firstLine().equals(first));
        }

        boolean covers(String where, String command) {
            return covers(where) && language.equals(LINE) && command.startsWith(first);
        }
    }

    static NotTyped read() {
        return new NotTyped(Table.read("not-typed.txt", 4).stream()
                .map(columns -> new Row(columns.get(0), columns.get(1), columns.get(2), columns.get(3)))
                .toList());
    }

    boolean has(String page, Block block) {
        return rows.stream().anyMatch(row -> row.covers(page, block));
    }

    /** Whether a command is left out of a run that is, or is not, a full one. */
    boolean has(String page, String command, boolean full) {
        return rows.stream()
                .anyMatch(row ->
                        row.covers(page, command) && !(full && row.reason().startsWith("-Pfull")));
    }
}
