package io.github.wroom4j.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A test that needs a module. Which one, {@code -Dwroom4j.bench} says: {@code mock} (the default), a board address, or
 * the path of a bench file. When no bench can be had the test is disabled with the reason; with
 * {@code -Dwroom4j.hil.required=true} it fails instead. Works on classes and methods and as a meta-annotation.
 */
@Tag("hil")
@ExtendWith(BenchExtension.class)
@ResourceLock(providers = BenchLocks.class)
@Inherited
@Documented
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface HilTest {}
