/**
 * Speed, as ratios against bounds and peers.
 *
 * <p>What lives here: JMH benches, and a quick run of them against generous bounds for continuous integration. What may
 * not: anything that ships. A bench names the bound it is measured against and where that bound comes from.
 *
 * <p>Start with {@link io.github.wroom4j.benchmarks.ParserBench} and {@link io.github.wroom4j.benchmarks.Smoke}. All
 * benches at full length: {@code mvn -Pjmh -pl benchmarks -am -DskipTests verify}.
 */
package io.github.wroom4j.benchmarks;
