/**
 * What {@code ESP8266WebServer.h} declares: a web server over the module's one TCP server.
 *
 * <p>{@link io.github.wroom4j.esp8266webserver.ESP8266WebServer} serves one client at a time from {@code handleClient()};
 * {@code WebRequest} is what was asked. Nothing here knows AT. Rule ids are WB-.
 */
package io.github.wroom4j.esp8266webserver;
