package io.github.wroom4j.cli;

import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line: reads it, runs one command, and turns whatever happens into an exit code and one line. */
public final class Wroom4j implements Runnable {
    /** In the order of the help. */
    private static final List<String> COMMANDS = List.of(
            "run",
            "sketches",
            "new",
            "certs",
            "mock",
            "ports",
            "scan",
            "at",
            "monitor",
            "watch",
            "doctor",
            "certinfo",
            "info",
            "reset",
            "completion",
            "bench",
            "diff",
            "help");

    private final CommonOptions common = new CommonOptions();

    private boolean version;

    private CommandSpec spec;

    private Wroom4j() {}

    /** Runs one command and exits. */
    public static void main(String[] args) {
        // No option is of these types, and the formatters that they bring cost a start 10 ms.
        System.setProperty("picocli.converters.excludes", "java\\.(time|sql)\\..*");
        var terminal = Terminal.system();
        // What a sketch prints past its console ends with the reader of it, too.
        System.setOut(terminal.out());
        System.exit(execute(terminal, args));
    }

    /** Runs one command; what {@link #main} does without ending the process. */
    static int execute(Terminal terminal, String... args) {
        try {
            int code = commandLine(terminal, args).execute(args);
            terminal.out().flush();
            return code;
        } catch (OutputLost lost) {
            // Help and usage are printed outside of any command.
            return failed(terminal, "wroom4j", lost, false);
        }
    }

    /** The one command that the arguments name, or all where they name none: a wrong word, help, completion. */
    private static List<String> spelled(String... args) {
        // Fifteen commands cost picocli a tenth of a second to read; fourteen of them are not asked for.
        boolean one = args.length > 0
                && COMMANDS.contains(args[0])
                && !args[0].equals("completion")
                && !args[0].equals("help");
        return one ? List.of(args[0]) : COMMANDS;
    }

    private static Object command(String name, Terminal terminal) {
        return switch (name) {
            case "run" -> new RunCommand(terminal).spec();
            case "sketches" -> new SketchesCommand(terminal).spec();
            case "certs" -> new CertsCommand(terminal).spec();
            case "new" -> new NewCommand(terminal).spec();
            case "mock" -> new MockCommand(terminal).spec();
            case "ports" -> new PortsCommand(terminal).spec();
            case "scan" -> new ScanCommand(terminal).spec();
            case "at" -> new AtCommands(terminal).spec();
            case "monitor" -> new MonitorCommand(terminal).spec();
            case "watch" -> new WatchCommand(terminal).spec();
            case "doctor" -> new DoctorCommand(terminal).spec();
            case "certinfo" -> new CertInfoCommand(terminal).spec();
            case "info" -> new InfoCommand(terminal).spec();
            case "reset" -> new ResetCommand(terminal).spec();
            case "completion" -> new CompletionCommand(terminal).spec();
            case "bench" -> new BenchCommand(terminal).spec();
            case "diff" -> new DiffCommand(terminal).spec();
            case "help" -> new CommandLine.HelpCommand();
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** Reads a command line; with no arguments, any. */
    static CommandLine commandLine(Terminal terminal, String... args) {
        var line = new CommandLine(new Wroom4j().spec());
        for (String name : spelled(args)) {
            line.addSubcommand(name, command(name, terminal));
        }
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpWidth(100);
        line.setOut(new PrintWriter(terminal.out(), true));
        line.setErr(new PrintWriter(terminal.err(), true));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(terminal.colours() ? Ansi.ON : Ansi.OFF));
        line.setParameterExceptionHandler(new WrongUsage(terminal));
        line.setExecutionStrategy(new Execution(terminal));
        return line;
    }

    /** Runs the command that was read. A class rather than a lambda: the archive of classes holds no lambda of an old interface. */
    private record Execution(Terminal terminal) implements CommandLine.IExecutionStrategy {
        @Override
        public int execute(CommandLine.ParseResult parsed) {
            List<CommandLine> commands = parsed.asCommandLineList();
            CommandLine last = commands.get(commands.size() - 1);
            try {
                loggingFor(terminal, last);
                Object command = last.getCommand();
                if (last.isUsageHelpRequested() && command instanceof RunCommand run && run.helpOfSketch()) {
                    return ExitCodes.DONE;
                }
                return new CommandLine.RunLast().execute(parsed);
            } catch (CommandLine.ExecutionException e) {
                return failed(terminal, last, e.getCause() == null ? e : e.getCause());
            } catch (ParameterException e) {
                throw e;
            } catch (RuntimeException | Error e) {
                // Of help that cannot be printed, and of errors: picocli would print its own stack to where it stands.
                return failed(terminal, last, e);
            }
        }
    }

    /** One line instead of a page of help; a class for the same reason. */
    private record WrongUsage(Terminal terminal) implements CommandLine.IParameterExceptionHandler {
        @Override
        public int handleParseException(ParameterException failure, String[] arguments) {
            CommandLine command = failure.getCommandLine();
            String name = command.getCommandSpec().qualifiedName();
            terminal.err().println(name + ": " + oneLine(failure) + " (" + name + " --help says more)");
            return ExitCodes.USAGE;
        }
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    private static String oneLine(ParameterException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidPathException) {
                return ExitCodes.line(cause);
            }
        }
        String message = failure.getMessage().strip().replaceAll("\\s*\\R\\s*", "; ");
        if (failure instanceof UnmatchedArgumentException unmatched) {
            List<String> near = unmatched.getSuggestions();
            return near.isEmpty() ? message : message + "; did you mean " + String.join(" or ", near) + "?";
        }
        return message;
    }

    private static int failed(Terminal terminal, CommandLine command, Throwable failure) {
        return failed(terminal, command.getCommandSpec().qualifiedName(), failure, isVerbose(command));
    }

    private static int failed(Terminal terminal, String name, Throwable failure, boolean verbose) {
        int code = ExitCodes.of(failure);
        if (code == ExitCodes.READER_GONE) {
            return code;
        }
        if (!(failure instanceof OutputLost)) {
            terminal.out().flush();
        }
        terminal.err().println(name + ": " + ExitCodes.line(failure));
        if (verbose) {
            failure.printStackTrace(terminal.err());
        }
        return code;
    }

    /** Warnings always reach stderr, and where the mock's ports open; with --verbose everything does. */
    private static void loggingFor(Terminal terminal, CommandLine command) {
        Object own = command.getCommand();
        PortAnnouncer ports = own instanceof PortAnnouncer itself
                ? itself
                : served -> terminal.err().println(served);
        LogLines.install(terminal.err(), isVerbose(command), ports);
    }

    private static boolean isVerbose(CommandLine command) {
        var option = command.getCommandSpec().findOption("--verbose");
        return option != null && Boolean.TRUE.equals(option.getValue());
    }

    /** What may be said to it. */
    CommandSpec spec() {
        CommandSpec spec = Model.command(this, "wroom4j");
        spec.usageMessage().description("Arduino sketches in Java on an ESP-WROOM-02, real or mock.");
        spec.usageMessage()
                .footer(
                        "",
                        "Examples:",
                        "  wroom4j run HttpsRequest",
                        "  wroom4j run HttpsRequest --board serial:/dev/ttyUSB0 --url https://example.org/",
                        "  wroom4j run MySketch.java --loops 10",
                        "  wroom4j mock --pty /tmp/wroom",
                        "",
                        "Exit codes: 0 done, 1 the job failed, 2 wrong usage, 130 Ctrl-C, 141 the reader of its output has gone.");
        spec.usageMessage().synopsisSubcommandLabel("COMMAND");
        spec.versionProvider(new ManifestVersion());
        common.addTo(spec);
        spec.add(Model.option(this, "version", boolean.class, "-V", "--version")
                .versionHelp(true)
                .description("Show the version and exit.")
                .build());
        this.spec = spec;
        return spec;
    }
}
