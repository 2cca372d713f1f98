/**
 * A live page of a module: what the sketch prints, its pins, its links, its conversation.
 *
 * <p>{@link io.github.wroom4j.watch.Watch} is the whole of it: it listens to a board and serves, or freezes, the page.
 * What passes is only copied in the threads that carry it ({@code Pieces}, {@code Printed}, {@code WatchedPin}); one thread
 * of the watch's own reads it 25 times a second ({@code Conversation}), and a thread for each browser writes it out
 * ({@code Feed}, {@code PageServer}). Nothing here speaks to the module: what the page knows, it has overheard.
 *
 * <p>Not here: sketches, the mock. What a person may change comes from {@link io.github.wroom4j.hal.Surroundings}.
 */
package io.github.wroom4j.watch;
