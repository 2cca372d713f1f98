/**
 * What went over the wire and when: recording, a text form that people can read and edit, and replay.
 *
 * <p>A {@link io.github.wroom4j.hal.wirelog.WireLog} holds microseconds, direction and bytes; start there.
 * {@link io.github.wroom4j.hal.wirelog.LoggedUart} fills it, {@link io.github.wroom4j.hal.wirelog.WireLogFile} writes
 * and reads it, {@link io.github.wroom4j.hal.wirelog.ReplayBoard} answers from it.
 *
 * <p>Bytes mean nothing here. Which of them are secret is known further up; whoever lets a log leave memory hides them
 * first with {@link io.github.wroom4j.hal.wirelog.WireLog.Entry#hide}.
 */
package io.github.wroom4j.hal.wirelog;
