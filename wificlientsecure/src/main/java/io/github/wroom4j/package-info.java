/**
 * The two front doors: {@link io.github.wroom4j.Sketch} for people who write Arduino sketches, {@link
 * io.github.wroom4j.Esp8266} for people who write Java programs.
 *
 * <p>This is a composition root: here, and nowhere else in this module, a board becomes a driver. No protocol lives here.
 * Start reading at {@code Sketch}, then {@code SketchRunner}.
 */
package io.github.wroom4j;
