/**
 * A UART without a wire: both ends in one process.
 *
 * <p>{@link io.github.wroom4j.hal.memory.MemoryUart#pair()} gives the blocking near end, which is a
 * {@link io.github.wroom4j.hal.Uart} like any other, and the event-driven far end, which never blocks, so that one loop
 * thread can serve thousands. Start reading there. {@link io.github.wroom4j.hal.memory.Pacer} makes either direction as
 * slow as a wire.
 *
 * <p>Nothing here knows what the bytes mean, and nothing here owns a thread.
 */
package io.github.wroom4j.hal.memory;
