/**
 * Bytes and lines: the parser of what a module says, the builder of what is sent to it, the fields of a reply, the table
 * of secrets.
 *
 * <p>Nothing here knows a firmware version, a link or a thread; the parser takes every dialect's shapes by counting.
 * Start at {@link io.github.wroom4j.at.codec.AtParser} with at-protocol §§3, 9 beside it, then
 * {@link io.github.wroom4j.at.codec.AtCommand}.
 */
package io.github.wroom4j.at.codec;
