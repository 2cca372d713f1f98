package io.github.wroom4j.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The cases of the Arduino core's own tests that a test repeats, by their numbers in arduino-api §23: {@code T30}. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface CoreCase {
    /** Numbers, as in {@code T30}. */
    String[] value();
}
