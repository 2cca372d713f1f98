package io.github.wroom4j.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The rules of the Arduino core that a test proves, by their numbers: {@code @Rule("TLS-4")}. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Rule {
    /** Rule numbers, as in {@code TLS-4}, {@code WC-8}, {@code HC-52}. */
    String[] value();
}
