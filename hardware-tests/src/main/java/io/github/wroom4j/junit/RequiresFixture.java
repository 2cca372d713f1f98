package io.github.wroom4j.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What must be wired to the bench, as in {@code rts-cts}, {@code reset-pin}, {@code ap:wpa2}, {@code internet}; those of
 * the class and of the method add up. No bench that has them all: disabled, saying what each lacks.
 */
@Inherited
@Documented
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface RequiresFixture {
    /** The fixtures. */
    String[] value();
}
