/**
 * One conversation with one module: the thread that reads, the lane through which commands go one at a time, the table
 * of links, the buffers where both meet, the paths up and down.
 *
 * <p>Knows no single command beyond those that carry bytes (CIPSEND, CIPRECVDATA) and the probe that settles a doubt.
 * Threads and locks are stated in docs/concurrency.md. Start at
 * {@link io.github.wroom4j.at.conversation.Turn}, then {@link io.github.wroom4j.at.conversation.LinkMachine}.
 */
package io.github.wroom4j.at.conversation;
