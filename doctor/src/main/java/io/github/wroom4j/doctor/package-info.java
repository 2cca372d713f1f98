/**
 * Why TLS to a server fails or works, through the module: evidence, a verdict, advice.
 *
 * <p>{@link io.github.wroom4j.doctor.Doctor} examines a server. It asks with hellos over plain TCP links of the module
 * (the module's network is what is tested), then shakes hands on the JVM, and knows nothing that a real module would
 * not let it see. {@code HelloPlan} chooses what to ask, {@code Examination} gathers,
 * {@code Verdicts} judges by a table; the words are in the package {@code words}.
 *
 * <p>Not here: Arduino types, pages (they are in {@code doctor.page}), terminals. Start reading at {@code Doctor}.
 */
package io.github.wroom4j.doctor;
