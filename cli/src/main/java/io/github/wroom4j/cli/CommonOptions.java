package io.github.wroom4j.cli;

import picocli.CommandLine.Model.CommandSpec;

/** What every command takes. */
final class CommonOptions {
    boolean verbose;

    boolean help;

    /** Adds what may be said. */
    void addTo(CommandSpec spec) {
        spec.add(Model.option(this, "verbose", boolean.class, "-v", "--verbose")
                .description("Log what happens, and show the stack trace of a failure.")
                .build());
        spec.add(Model.option(this, "help", boolean.class, "-h", "--help")
                .usageHelp(true)
                .description("Show this help and exit.")
                .build());
    }
}
