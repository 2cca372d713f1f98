/**
 * A diagnosis as a page: text for a terminal, HTML for a browser, a drawing of who said what when.
 *
 * <p>Pages only show what a {@link io.github.wroom4j.doctor.Diagnosis} holds; they judge nothing and open nothing. HTML
 * pages stand alone: no script, no font, no picture from elsewhere, so that they can be mailed and read offline.
 *
 * <p>Not here: verdicts, links. Start reading at {@code TextPage}.
 */
package io.github.wroom4j.doctor.page;
