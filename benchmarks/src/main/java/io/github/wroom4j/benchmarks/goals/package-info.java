/** The project's speed goals, one class each: what is measured, against what, and how. */
package io.github.wroom4j.benchmarks.goals;
