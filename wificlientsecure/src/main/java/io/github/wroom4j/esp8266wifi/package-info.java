/**
 * What {@code ESP8266WiFi.h} declares: {@code WiFi}, clients, servers, datagrams, and the TLS client with its companions.
 *
 * <p>Arduino's return codes live here; below are exceptions. {@link io.github.wroom4j.esp8266wifi.WiFiClient} is a link of
 * the module with a sketch's manners; {@code WiFiClientSecure} differs from it in how its link is opened and in nothing
 * else. No HTTP and no AT text belongs here. Start reading at {@code WiFiClient}; rule ids are WF-, WC-, WS-, WU-, TLS-.
 */
package io.github.wroom4j.esp8266wifi;
