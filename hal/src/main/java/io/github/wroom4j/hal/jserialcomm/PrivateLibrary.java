package io.github.wroom4j.hal.jserialcomm;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Lets jSerialComm load its native library from a directory of our own. By itself it unpacks to a directory below
 * {@code java.io.tmpdir} that all may write to, and loads what it finds there with a mere look at the version, so that
 * another user could plant code (java-ecosystem §2.4). Ours has mode 0700, lives for the loading only, and is removed as
 * soon as the library is mapped.
 */
final class PrivateLibrary {
    private static final String PATH = "jSerialComm.library.path";
    private static final String FILE = "libjSerialComm.so";

    private PrivateLibrary() {}

    /** Runs what loads the library. A path that the user set stays in force. */
    static <T> T load(Supplier<T> loader) {
        List<String> folders = foldersInJar();
        if (System.getProperty(PATH) != null || folders.isEmpty()) {
            return loader.get();
        }
        Path folder = null;
        try {
            // Mode 0700 by the contract of createTempDirectory on POSIX systems.
            folder = Files.createTempDirectory("wroom4j-native");
            for (String name : folders) {
                unpack(name, folder);
            }
            System.setProperty(PATH, folder.toString());
            return loader.get();
        } catch (IOException e) {
            throw new UnsatisfiedLinkError("cannot unpack jSerialComm's native library: " + e.getMessage());
        } finally {
            System.clearProperty(PATH);
            remove(folder, folders);
        }
    }

    /** Where the jar keeps the library for this machine; several where only loading shows which one fits. */
    private static List<String> foldersInJar() {
        if (!System.getProperty("os.name").startsWith("Linux")) {
            return List.of();
        }
        return switch (System.getProperty("os.arch").toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64" -> List.of("x86_64");
            case "aarch64", "arm64" -> List.of("armv8_64");
            case "arm" -> List.of("armv8_32", "armv7hf", "armv6hf", "armv5");
            case "x86", "i386", "i686" -> List.of("x86");
            default -> List.of();
        };
    }

    private static void unpack(String name, Path folder) throws IOException {
        String resource = "Linux/" + name + "/" + FILE;
        try (InputStream library = PrivateLibrary.class.getClassLoader().getResourceAsStream(resource)) {
            if (library != null) {
                // The layout that jSerialComm expects below its library path is that of its jar.
                Path file = folder.resolve(resource);
                Files.createDirectories(file.getParent());
                Files.copy(library, file);
            }
        }
    }

    private static void remove(Path folder, List<String> names) {
        if (folder == null) {
            return;
        }
        try {
            for (String name : names) {
                Files.deleteIfExists(folder.resolve("Linux").resolve(name).resolve(FILE));
                Files.deleteIfExists(folder.resolve("Linux").resolve(name));
            }
            Files.deleteIfExists(folder.resolve("Linux"));
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            System.getLogger(PrivateLibrary.class.getName())
                    .log(System.Logger.Level.DEBUG, () -> folder + " stays behind: " + e.getMessage());
        }
    }
}
