/**
 * Examples to copy: each file is one sketch that runs as it stands, under 150 lines, with imports that any user may write.
 *
 * <p>No code is shared between them on purpose, so that a copy is whole. Nothing but examples belongs here; what two of
 * them need belongs into the library. Start reading at {@code HttpsRequest}.
 */
package io.github.wroom4j.sketches;
