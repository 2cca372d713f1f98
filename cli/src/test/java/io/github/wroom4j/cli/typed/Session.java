package io.github.wroom4j.cli.typed;

import io.github.wroom4j.hal.testing.Require;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page, or a section of one, typed from its first block to its last.
 *
 * <p>The rules, which are also those by which a page is written: a block of {@code sh} is typed line by line; each ends with code
 * 0, or with 1 where {@code # fails} stands behind it. A block of {@code text} below it is all that it printed. A whole class in
 * {@code java} is saved under its name. Where the paragraph behind a block speaks of another terminal, or of Ctrl-C, its last line goes
 * on meanwhile, and Ctrl-C ends it with 130; what it prints later stands in a block of text behind words about the first
 * terminal. All else is listed in {@code pages/not-typed.txt}.
 */
final class Session {
    private static final Pattern CLASS = Pattern.compile("(?m)^(?:public )?(?:final )?class (\\w+)");
    private static final Pattern STAYS = Pattern.compile("[Aa]nother terminal|Ctrl-C");
    private static final Pattern LATER = Pattern.compile("first terminal");
    private static final Pattern FAILS = Pattern.compile("# fails");
    /** Programs that a machine may lack; {@code /dev/tcp} is bash's. */
    private static final Map<String, Pattern> PROGRAMS = Map.of(
            "curl", Pattern.compile("(?<![\\w./-])curl(?![\\w.-])"),
            "mosquitto", Pattern.compile("(?<![\\w./-])mosquitto(?![\\w.-])"),
            "bash", Pattern.compile("/dev/(?:tcp|udp)/"));

    private static final Duration A_WHILE = Duration.ofSeconds(2);
    private static final int INTERRUPTED = 130;

    private final String page;
    private final List<Block> blocks;
    private final NotTyped notTyped;
    private final boolean full;
    private final List<String> wrong = new ArrayList<>();
    private final Map<Block, String> printed = new LinkedHashMap<>();
    private Optional<String> missing = Optional.empty();

    Session(String page, List<Block> blocks, NotTyped notTyped, boolean full) {
        this.page = page;
        this.blocks =
                blocks.stream().filter(block -> !notTyped.has(page, block)).toList();
        this.notTyped = notTyped;
        this.full = full;
    }

    /** Whether a block is one that a session knows what to do with. */
    static boolean knows(List<Block> blocks, int index) {
        Block block = blocks.get(index);
        return block.is("sh")
                || block.is("java") && CLASS.matcher(block.text()).find()
                || block.is("text") && index > 0 && (blocks.get(index - 1).is("sh") || isLater(block));
    }

    private static boolean isLater(Block block) {
        return block.is("text") && LATER.matcher(block.before()).find();
    }

    boolean isEmpty() {
        return blocks.stream().noneMatch(block -> block.is("sh"));
    }

    /** What did not come out as the page says. */
    List<String> wrong() {
        return wrong;
    }

    /** What came out where the page shows it, as that shows it. */
    Map<Block, String> printed() {
        return printed;
    }

    /** The program for want of which the rest was not typed. */
    Optional<String> missing() {
        return missing;
    }

    /** Types it. With {@code write} nothing is expected: the page is made from what comes out. */
    void run(Shell shell, Path folder, StandIns standIns, Masks masks, boolean write)
            throws IOException, InterruptedException {
        new Typing(shell, folder, standIns, masks, write).all();
    }

    /** One run of it. */
    private final class Typing {
        private final Shell shell;
        private final Path folder;
        private final StandIns standIns;
        private final Masks masks;
        private final boolean write;
        private final Map<String, Shell.Terminal> staying = new LinkedHashMap<>();
        private Shell.Terminal first;
        /** What the first terminal had printed when it was last looked at. */
        private int told;

        Typing(Shell shell, Path folder, StandIns standIns, Masks masks, boolean write) {
            this.shell = shell;
            this.folder = folder;
            this.standIns = standIns;
            this.masks = masks;
            this.write = write;
        }

        void all() throws IOException, InterruptedException {
            for (int i = 0; i < blocks.size() && missing.isEmpty(); i++) {
                Block block = blocks.get(i);
                if (block.is("java")) {
                    save(block);
                } else if (isLater(block)) {
                    compare(block.before(), block, more("", Optional.of(block)));
                } else if (block.is("sh")) {
                    type(block, i + 1 < blocks.size() ? shownBelow(blocks.get(i + 1)) : Optional.empty());
                }
            }
            interrupt();
        }

        private Optional<Block> shownBelow(Block next) {
            return Optional.of(next).filter(block -> block.is("text") && !isLater(block));
        }

        private void type(Block block, Optional<Block> shown) throws IOException, InterruptedException {
            boolean stays =
                    STAYS.matcher(paragraph(shown.orElse(block).after())).find();
            List<String> commands = block.commands();
            var output = new StringBuilder();
            for (int i = 0; i < commands.size(); i++) {
                String command = commands.get(i);
                if (notTyped.has(page, command, full)) {
                    continue;
                }
                missing = missing(command);
                if (missing.isPresent()) {
                    return;
                }
                if (stays && i == commands.size() - 1) {
                    first = shell.keep(standIns.in(command).strip());
                    staying.put(command, first);
                    told = 0;
                    output.append(more(output.toString(), shown));
                } else {
                    output.append(typed(command));
                }
            }
            shown.ifPresent(text -> compare(block.text(), text, output.toString()));
        }

        /** What the first terminal prints until the page has what it shows; without that, until it prints a line. */
        private String more(String before, Optional<Block> shown) throws InterruptedException {
            int from = told;
            Predicate<String> enough = text -> shown.isEmpty()
                    ? text.contains("\n")
                    : Masks.agree(shown.get().text(), shownAs(before + text.substring(from)));
            String all = write
                    ? first.output().awaitSilence(A_WHILE)
                    : first.output().await(enough, Shell.PATIENCE);
            told = all.length();
            return all.substring(from);
        }

        private String typed(String command) throws IOException, InterruptedException {
            Shell.Result result = shell.type(standIns.in(command));
            int expected = FAILS.matcher(command).find() ? 1 : 0;
            if (result.code() != expected) {
                wrong.add(command + "ended with " + result.code() + ":\n" + result.output());
            }
            return result.output();
        }

        private void save(Block block) throws IOException {
            Matcher name = CLASS.matcher(block.text());
            if (name.find()) {
                Files.writeString(folder.resolve(name.group(1) + ".java"), standIns.in(block.text()));
            }
        }

        private String shownAs(String output) {
            return masks.applied(standIns.out(output));
        }

        private void compare(String what, Block shown, String output) {
            String now = shownAs(output);
            printed.put(shown, now);
            if (!Masks.agree(shown.text(), now)) {
                wrong.add(what + "printed\n" + now + "\nand the page shows\n" + shown.text());
            }
        }

        private void interrupt() throws IOException, InterruptedException {
            for (Map.Entry<String, Shell.Terminal> each : staying.entrySet()) {
                int code = each.getValue().interrupted();
                // Other people's servers end with 0.
                if (code != (each.getKey().startsWith("./wroom4j ") ? INTERRUPTED : 0)) {
                    wrong.add(each.getKey() + "ended with " + code + " at Ctrl-C:\n"
                            + each.getValue().output().await(text -> true, Duration.ZERO));
                }
            }
        }
    }

    private static String paragraph(String prose) {
        return prose.strip().split("\n\n", 2)[0];
    }

    private static Optional<String> missing(String command) {
        return PROGRAMS.entrySet().stream()
                .filter(program -> program.getValue().matcher(command).find())
                .map(Map.Entry::getKey)
                .filter(program -> Require.find(program).isEmpty())
                .findFirst();
    }
}
