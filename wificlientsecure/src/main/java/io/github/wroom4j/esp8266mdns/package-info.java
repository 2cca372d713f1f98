/**
 * What {@code ESP8266mDNS.h} declares, as far as AT goes: one service under one name, and no questions. The rule id is MD-1.
 */
package io.github.wroom4j.esp8266mdns;
