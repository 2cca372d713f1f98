/**
 * What TLS looks like on a wire, and the names of what is seen there: alerts, suites, versions, records, hellos.
 *
 * <p>Knows no link, no socket and no trust. Both ends of the project read their numbers and words here, so that the
 * words for an alert stand once.
 */
package io.github.wroom4j.tlswire;
