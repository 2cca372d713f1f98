/**
 * What {@code ESP8266httpUpdate.h} declares: asking a server for a newer program. A sketch on the JVM has no flash, so the
 * program goes into a file that the user names. The rule id is HU-1.
 */
package io.github.wroom4j.esp8266httpupdate;
