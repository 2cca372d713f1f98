/**
 * Benches: a module on a wire somewhere, what is connected to it, and who may use it now. No JUnit here.
 *
 * <p>A {@link io.github.wroom4j.bench.BenchFile} describes benches; a {@link io.github.wroom4j.bench.BenchLock} makes
 * one of them ours alone; a {@link io.github.wroom4j.bench.Farm} finds a free one among many and waits in turn for it.
 * The package has no scheduler of its own: benches on other machines are shared by ser2net's own exclusivity.
 */
package io.github.wroom4j.bench;
