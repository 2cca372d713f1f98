/**
 * The ESP8266 NonOS SDK 1.3.0 as an application sees it: espconn, espconn_secure, user_interface, under their C names.
 *
 * <p>Lower-case classes are C's: one per header with its functions ({@code espconn_h}, {@code user_interface},
 * {@code os_type}), and the structs and callback types. The other classes are what stands behind them. C's globals
 * belong to a chip: the functions act on the chip whose task is running. No function calls back before it returns.
 *
 * <p>Nothing here knows of AT commands. Start reading at {@link io.github.wroom4j.mock.sdk.Sdk}, then
 * {@code EspconnLinks}.
 */
package io.github.wroom4j.mock.sdk;
