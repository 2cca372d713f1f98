package io.github.wroom4j.cli;

import picocli.CommandLine.Model.CommandSpec;

/** For commands whose result a script would read. */
final class JsonOption {
    boolean json;

    /** Adds what may be said. */
    void addTo(CommandSpec spec) {
        spec.add(Model.option(this, "json", boolean.class, "--json")
                .description("Print the result as one JSON value; its keys stand below.")
                .build());
    }
}
