/**
 * The {@code wroom4j} command: the composition root of the house.
 *
 * <p>What lives here: one class per command, the words a person reads on a terminal, exit codes, and the wiring of board,
 * driver, demo server and sketch. What may not: anything another module would want to import. No module imports this
 * package.
 *
 * <p>Start with {@link io.github.wroom4j.cli.Wroom4j}.
 */
package io.github.wroom4j.cli;
