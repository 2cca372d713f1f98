package io.github.wroom4j.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Which firmware the test is for, as in {@code >=1.7 <2}; on another one it is skipped with the reason. */
@Inherited
@Documented
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface RequiresFirmware {
    /** A range as {@link io.github.wroom4j.bench.FirmwareRange} reads it. */
    String value();
}
