package io.github.wroom4j.hal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** hal's third-party libraries are optional: without them all still loads, and what needs one names it. */
class MissingLibraryTest {

    @ParameterizedTest
    @CsvSource({
        "serial:/dev/null, com.fazecast:jSerialComm",
        "rfc2217://127.0.0.1:1, commons-net:commons-net",
    })
    void a_scheme_whose_library_is_absent_names_the_artifact(String address, String artifact) throws Exception {
        RuntimeException failure = callBare("io.github.wroom4j.hal.Boards", "open", address);
        assertEquals("LIBRARY_MISSING", kindOf(failure), failure.toString());
        assertTrue(failure.getMessage().contains(artifact), failure.getMessage());
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "pseudo-terminals are made on Linux")
    void a_pseudo_terminal_without_JNA_names_the_artifact() throws Exception {
        RuntimeException failure = callBare("io.github.wroom4j.hal.pty.Pty", "open", null);
        assertEquals("LIBRARY_MISSING", kindOf(failure), failure.toString());
        assertTrue(failure.getMessage().contains("net.java.dev.jna:jna"), failure.getMessage());
    }

    @Test
    void what_needs_no_library_works_without_any() throws Exception {
        RuntimeException failure = callBare("io.github.wroom4j.hal.Boards", "open", "replay:no-such-file");
        assertEquals("NOT_FOUND", kindOf(failure));
        assertEquals(null, callBare("io.github.wroom4j.hal.Boards", "discover", null));
    }

    /** Calls a static method of hal's, loaded anew with nothing but hal itself and the JDK, and gives what it throws. */
    private static RuntimeException callBare(String type, String method, String argument) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (var bare = new URLClassLoader(halAlone(), ClassLoader.getPlatformClassLoader())) {
            thread.setContextClassLoader(bare);
            Class<?> loaded = bare.loadClass(type);
            if (argument == null) {
                loaded.getMethod(method).invoke(null);
            } else {
                loaded.getMethod(method, String.class).invoke(null, argument);
            }
            return null;
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                return failure;
            }
            throw e;
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static String kindOf(RuntimeException failure) throws ReflectiveOperationException {
        return failure.getClass().getMethod("kind").invoke(failure).toString();
    }

    private static URL[] halAlone() throws MalformedURLException, IOException {
        var urls = new ArrayList<URL>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (entry.endsWith("classes") && !entry.endsWith("test-classes")) {
                urls.add(Path.of(entry).toUri().toURL());
            }
        }
        return urls.toArray(URL[]::new);
    }
}
