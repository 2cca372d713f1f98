/**
 * What {@code ESP8266HTTPClient.h} declares: HTTP/1.1 requests over a {@code WiFiClient}, with or without TLS.
 *
 * <p>{@link io.github.wroom4j.esp8266httpclient.HTTPClient} is the facade with Arduino's return codes; the others are
 * parts of one exchange: where to ({@code HttpUrl}), what is sent ({@code RequestHeaders}), what came back ({@code
 * ResponseHead}) and how its body ends ({@code BodyReader}). Nothing here knows AT or TLS. Rule ids are HC-.
 */
package io.github.wroom4j.esp8266httpclient;
