/**
 * JUnit 5 on benches: the same test on the mock, a USB module, a Raspberry Pi header or a bench elsewhere.
 *
 * <p>{@link io.github.wroom4j.junit.HilTest} on a class is the start; {@link io.github.wroom4j.junit.EspModule} marks
 * what is injected. Which bench it is comes from {@code -Dwroom4j.bench}, never from the test. Thin: everything about
 * benches is in {@code io.github.wroom4j.bench}.
 */
package io.github.wroom4j.junit;
