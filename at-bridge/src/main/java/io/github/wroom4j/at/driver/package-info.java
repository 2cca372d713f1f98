/**
 * The driver as a whole: opens a board, finds out who the module is, keeps it well.
 *
 * <p>Only composition roots import this package; everyone else speaks {@link io.github.wroom4j.at.AtModule}. Start at
 * {@link io.github.wroom4j.at.driver.AtDriver}, then {@link io.github.wroom4j.at.driver.Recovery}.
 */
package io.github.wroom4j.at.driver;
