/**
 * How each firmware is spoken to: one table (a record) per step of its history, and the choice of a table from what
 * {@code AT+GMR} says.
 *
 * <p>Data, with the number of the rule beside what is odd. No I/O, no thread. To add a firmware: add a table, add its
 * version to {@link io.github.wroom4j.at.dialect.Dialects}, add its transcript to the tests.
 */
package io.github.wroom4j.at.dialect;
