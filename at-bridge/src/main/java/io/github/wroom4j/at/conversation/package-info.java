/**
 * One conversation with one module, among threads: the thread that reads, the lane through which commands go one at a time, the
 * callers who wait, the paths up and down. What is said and what it means is {@code at.engine}'s.
 *
 * <p>Knows no single command beyond those that carry bytes (CIPSEND, CIPRECVDATA). Threads and locks are stated in
 * docs/concurrency.md. Start at {@link io.github.wroom4j.at.conversation.DriverState}.
 */
package io.github.wroom4j.at.conversation;
