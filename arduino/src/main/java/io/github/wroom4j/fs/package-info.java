/**
 * What {@code FS.h} declares: files in a folder of this computer, seen as the chip sees its flash.
 *
 * <p>{@link io.github.wroom4j.fs.FS} is {@code LittleFS}; start there. Nothing here knows the module. The rule id is HP-3.
 */
package io.github.wroom4j.fs;
