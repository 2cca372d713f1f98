package io.github.wroom4j.cli;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Stack;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Where the live page listens. */
final class WatchOptions {
    private String bind;

    /** Whether an address was named. */
    boolean named() {
        return bind != null;
    }

    /** The address to listen on. */
    InetAddress bind() {
        if (bind == null) {
            return InetAddress.getLoopbackAddress();
        }
        try {
            return InetAddress.getByName(bind);
        } catch (UnknownHostException e) {
            throw new UsageException("--watch-bind: " + bind + " is not an address of this computer", e);
        }
    }

    /** A port may stand behind {@code --watch}; a sketch's name or another option is none. */
    static final class Port implements IParameterConsumer {
        private static final int LAST = 65_535;

        @Override
        public void consumeParameters(Stack<String> words, ArgSpec option, CommandSpec command) {
            boolean told = !words.isEmpty() && words.peek().matches("\\d{1,9}");
            int port = told ? Integer.parseInt(words.pop()) : 0;
            if (port > LAST) {
                throw new ParameterException(command.commandLine(), no(port));
            }
            option.setValue(port);
        }

        /** Refuses what was tied to the word and is no number: {@code --watch=abc} cannot mean a sketch. */
        static void check(List<String> typed) {
            for (String word : typed) {
                if (word.equals("--")) {
                    return;
                }
                if (word.matches("--watch=(?!\\d{1,9}$).*")) {
                    throw new UsageException(no(word.substring("--watch=".length())));
                }
            }
        }

        private static String no(Object port) {
            return "--watch: a port is 1 … " + LAST + ", or 0 for any, not " + port;
        }
    }

    /** Adds what may be said. */
    void addTo(CommandSpec spec) {
        spec.add(Model.option(this, "bind", String.class, "--watch-bind")
                .paramLabel("ADDRESS")
                .description(
                        "Let others see the page, on an address of this computer's; 0.0.0.0 is all of them. Who has"
                                + " the link sees, and on a mock changes, everything; it goes over the network in clear."
                                + " Default: this computer alone.")
                .build());
    }
}
