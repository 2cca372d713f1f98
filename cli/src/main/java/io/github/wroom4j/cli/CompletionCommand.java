package io.github.wroom4j.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code wroom4j completion}: the script that lets a shell complete commands, options and sketch names. */
@Command(
        name = "completion",
        description = "Prints a script that lets bash or zsh complete commands, options and sketch names.",
        footer = {
            "",
            "Examples:",
            "  source <(wroom4j completion)                                     # this shell",
            "  wroom4j completion > ~/.local/share/bash-completion/completions/wroom4j   # every bash from now on",
            "  autoload -Uz compinit bashcompinit && compinit && bashcompinit   # zsh needs this before the source line"
        })
final class CompletionCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private CommonOptions common;

    @Spec
    private CommandSpec spec;

    CompletionCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        terminal.out().print(AutoComplete.bash("wroom4j", spec.root().commandLine()));
        return ExitCodes.DONE;
    }
}
