/**
 * The conversation as a value: whose turn it is, what each link id is doing, what the bytes from the module mean. Bytes,
 * exchanges and the time go in; bytes, results, news and the next time to look come out. No lock, no thread, no clock, no
 * port and no waiting is in here: those are {@code at.conversation}'s.
 */
package io.github.wroom4j.at.engine;
