/**
 * The words of the AT conversation as its users need them: a module, its links, its firmware, what went wrong.
 *
 * <p>Interfaces only; the driver that implements them lives in {@code at.driver}, and only composition roots import
 * that. Tests fake a module by implementing {@link io.github.wroom4j.at.AtModule}. Start at
 * {@link io.github.wroom4j.at.AtModule} and {@link io.github.wroom4j.at.Link}.
 */
package io.github.wroom4j.at;
