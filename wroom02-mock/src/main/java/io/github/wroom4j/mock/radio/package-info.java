/**
 * The air: access points, and the two ends of Wi-Fi that a chip has, its station and its soft access point.
 *
 * <p>States, reasons and numbers are the SDK's (espconn-sdk §12). Access points may come, go and be shared by several
 * chips. Nothing here knows of sockets; an address lease is all that the packages above get from it.
 *
 * <p>Start reading at {@link io.github.wroom4j.mock.radio.StationRadio}.
 */
package io.github.wroom4j.mock.radio;
