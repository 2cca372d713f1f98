/**
 * The texts that users read, in more than one language: verdicts, failures, reasons for not believing a certificate.
 *
 * <p>A sentence is a key with particulars ({@link io.github.wroom4j.words.Text}), its words stand in
 * {@code words_en.properties} and {@code words_ja.properties}. What the modules below say in English has its other
 * languages by {@link io.github.wroom4j.words.Wording}. Here are words only: who decides what is said stands above.
 */
package io.github.wroom4j.words;
