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
 * {@code java} is saved under its name. Where the prose behind a block speaks of another terminal, or of Ctrl-C, its last line goes
 * on meanwhile, and Ctrl-C ends it with 130. All else is listed in {@code pages/not-typed.txt}.
 */
final class Session {
    private static final Pattern CLASS = Pattern.compile("(?m)^(?:public )?(?:final )?class (\\w+)");
    private static final Pattern STAYS = Pattern.compile("[Aa]nother terminal|Ctrl-C");
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
                || block.is("text") && index > 0 && blocks.get(index - 1).is("sh")
                || block.is("java") && CLASS.matcher(block.text()).find();
    }

    boolean isEmpty() {
        return blocks.stream().noneMatch(block -> block.is("sh"));
    }

    /** What did not come out as the page says. */
    List<String> wrong() {
        return wrong;
    }

    /** What each block printed that is shown by the block of text below it, as that would show it. */
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
        var staying = new LinkedHashMap<String, Shell.Terminal>();
        for (int i = 0; i < blocks.size() && missing.isEmpty(); i++) {
            Block block = blocks.get(i);
            if (block.is("java")) {
                save(block, folder, standIns);
            } else if (block.is("sh")) {
                Optional<Block> shown =
                        i + 1 < blocks.size() && blocks.get(i + 1).is("text")
                                ? Optional.of(blocks.get(i + 1))
                                : Optional.empty();
                String prose = block.after() + shown.map(Block::after).orElse("");
                String last = STAYS.matcher(prose).find() ? lastOf(block) : "";
                var output = new StringBuilder();
                for (String command : block.commands()) {
                    if (notTyped.has(page, command, full)) {
                        continue;
                    }
                    missing = programs(command);
                    if (missing.isPresent()) {
                        return;
                    }
                    if (command.equals(last)) {
                        Shell.Terminal terminal =
                                shell.keep(standIns.in(command).strip());
                        staying.put(command, terminal);
                        String before = output.toString();
                        Predicate<String> wanted = text -> shown.isEmpty()
                                ? text.contains("\n")
                                : Masks.agree(shown.get().text(), masks.applied(standIns.out(before + text)));
                        output.append(
                                write
                                        ? terminal.output().awaitSilence(A_WHILE)
                                        : terminal.output().await(wanted, Shell.PATIENCE));
                    } else {
                        output.append(typed(shell, command, standIns));
                    }
                }
                shown.ifPresent(text -> compare(block, text, masks.applied(standIns.out(output.toString()))));
            }
        }
        for (var each : staying.entrySet()) {
            int code = each.getValue().interrupted();
            if (code != INTERRUPTED) {
                wrong.add(each.getKey() + "ended with " + code + " at Ctrl-C:\n"
                        + each.getValue().output().await(text -> true, Duration.ZERO));
            }
        }
    }

    private static String lastOf(Block block) {
        List<String> commands = block.commands();
        return commands.get(commands.size() - 1);
    }

    private void save(Block block, Path folder, StandIns standIns) throws IOException {
        Matcher name = CLASS.matcher(block.text());
        if (name.find()) {
            Files.writeString(folder.resolve(name.group(1) + ".java"), standIns.in(block.text()));
        }
    }

    private String typed(Shell shell, String command, StandIns standIns) throws IOException, InterruptedException {
        Shell.Result result = shell.type(standIns.in(command));
        int expected = Pattern.compile("# fails").matcher(command).find() ? 1 : 0;
        if (result.code() != expected) {
            wrong.add(command + "ended with " + result.code() + ":\n" + result.output());
        }
        return result.output();
    }

    private void compare(Block block, Block shown, String output) {
        printed.put(shown, output);
        if (!Masks.agree(shown.text(), output)) {
            wrong.add(block.text() + "printed\n" + output + "\nand the page shows\n" + shown.text());
        }
    }

    private static Optional<String> programs(String command) {
        return PROGRAMS.entrySet().stream()
                .filter(program -> program.getValue().matcher(command).find())
                .map(Map.Entry::getKey)
                .filter(program -> Require.find(program).isEmpty())
                .findFirst();
    }
}
