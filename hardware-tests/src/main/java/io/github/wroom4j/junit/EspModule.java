package io.github.wroom4j.junit;

import io.github.wroom4j.bench.BenchState;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a field or parameter that gets the module: an {@link io.github.wroom4j.Esp8266}, an
 * {@link io.github.wroom4j.at.AtModule} or the {@link io.github.wroom4j.bench.Bench} itself.
 *
 * <p>A static field has one bench for the class; an instance field or a parameter has one for each test method, unless
 * the class has one. All injections of one scope share one bench.
 */
@Documented
@Target({ElementType.FIELD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
public @interface EspModule {
    /** How far the bench is brought before the test begins. */
    BenchState state() default BenchState.JOINED;

    /**
     * Whether its bench is shown on a live page while the test runs; the link is logged. {@code -Dwroom4j.hil.watch=true} does so
     * for every test.
     */
    boolean watch() default false;
}
