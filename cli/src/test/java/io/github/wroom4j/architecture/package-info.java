/**
 * The arrows of the house, kept: between modules, between packages, and to third-party libraries.
 *
 * <p>The rules stand here because this module sees every other one. Each rule is tried on the house and on a fixture
 * that breaks it, so that no rule can pass by matching nothing.
 *
 * <p>Start with {@link io.github.wroom4j.architecture.ArrowsTest}; {@link io.github.wroom4j.architecture.House} is the
 * drawing as a table.
 */
package io.github.wroom4j.architecture;
