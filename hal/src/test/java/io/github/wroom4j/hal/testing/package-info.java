/**
 * What the tests of every module share, in hal's test-jar ({@code wroom4j-hal}, type {@code test-jar}).
 *
 * <p>Taking the jar is enough for two of them: {@link io.github.wroom4j.hal.testing.LeakCheck} fails a class that leaves
 * threads or child processes behind, and {@link io.github.wroom4j.hal.testing.SkippedTests} prints why a test was
 * skipped. {@link io.github.wroom4j.hal.testing.Require} turns a missing counterpart into a skip with a reason, or into
 * a failure; {@link io.github.wroom4j.hal.testing.Seeds} prints seeds and takes them back. Real counterparts (openssl,
 * gnutls, ser2net …) are started from here and nowhere else.
 */
package io.github.wroom4j.hal.testing;
