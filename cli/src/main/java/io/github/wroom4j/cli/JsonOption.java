package io.github.wroom4j.cli;

import picocli.CommandLine.Option;

/** For commands whose result a script would read. */
final class JsonOption {
    @Option(names = "--json", description = "Print the result as one JSON value; its keys stand below.")
    boolean json;
}
