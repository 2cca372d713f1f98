/**
 * The heartbeat of the mock: one selector thread that drives any number of chips.
 *
 * <p>Here live the loop, its lanes (one queue of tasks per chip life) and its timers. Nothing here knows what a chip, a
 * socket's meaning or a protocol is. Everything in the packages above runs in a lane, one task at a time, so they need
 * no locks; other threads hand work in with {@link io.github.wroom4j.mock.loop.Lane#post}.
 *
 * <p>Start reading at {@link io.github.wroom4j.mock.loop.EventLoop}.
 */
package io.github.wroom4j.mock.loop;
