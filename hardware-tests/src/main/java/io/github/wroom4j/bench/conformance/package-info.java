/**
 * The conformance suite for modules: what a module must be able to do, and what is known to go wrong with them.
 *
 * <p>Two views of one module. {@link io.github.wroom4j.bench.conformance.LineProbes} and
 * {@link io.github.wroom4j.bench.conformance.LinkProbes} with its neighbours speak AT by hand and see what the driver would forgive: they
 * name faults and measure facts. {@link io.github.wroom4j.bench.conformance.ModuleChecks} goes through the driver, as
 * programs do. {@link io.github.wroom4j.bench.conformance.ConformanceSuite} runs them and writes the passport. No JUnit
 * here, and nothing that needs the mock.
 */
package io.github.wroom4j.bench.conformance;
