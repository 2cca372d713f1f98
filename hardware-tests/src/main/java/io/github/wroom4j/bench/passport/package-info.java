/**
 * What a module turned out to be: checks passed and failed, facts measured, faults met, and where it differs from the
 * mock of its firmware. Start reading at {@link io.github.wroom4j.bench.passport.Passport}; how it is filled stands in
 * {@code bench.conformance}.
 */
package io.github.wroom4j.bench.passport;
