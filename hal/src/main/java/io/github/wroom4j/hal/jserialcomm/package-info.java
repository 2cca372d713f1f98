/**
 * {@code serial:}: USB adapters and built-in serial ports through jSerialComm.
 *
 * <p>{@link io.github.wroom4j.hal.jserialcomm.SerialProvider} reads the address; start there. {@code SerialUart} is the
 * only file that names jSerialComm, and where its traps end (java-ecosystem §2.3, §2.4): whole tenths of seconds as read
 * timeouts, a write timeout that is not kept, a port that says it is open after it was unplugged, a native library in a
 * directory that everybody may write to.
 */
package io.github.wroom4j.hal.jserialcomm;
