/**
 * What {@code DNSServer.h} declares: a name server for the stations of the module's own access point, over a UDP link. It
 * knows one name, or answers every question alike, as configuration portals do; it asks nobody.
 */
package io.github.wroom4j.dnsserver;
