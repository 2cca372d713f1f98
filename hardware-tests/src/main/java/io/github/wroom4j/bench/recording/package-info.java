/**
 * Recordings of benches: drawn as a timeline, and played to the mock to find where the mock is wrong. Files are those of
 * {@code hal.wirelog}; {@code replay:FILE} turns one into a board.
 */
package io.github.wroom4j.bench.recording;
