package io.github.wroom4j.fs;

import io.github.wroom4j.arduino.CString;
import io.github.wroom4j.arduino.ClientError;
import io.github.wroom4j.arduino.ClientError.Stage;
import io.github.wroom4j.arduino.SketchContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code LittleFS}: files in a folder (rule HP-3). A path begins at that folder and cannot leave it, and ends at its first
 * NUL; a name has 1 … 31 characters. Without {@link #root} the folder is {@code files} in the board's {@linkplain SketchContext#dataFolder() data
 * folder}. One thread at a time.
 */
public final class FS {
    private static final int LONGEST_NAME = 31;

    private final SketchContext context;
    private Path root;
    private boolean begun;
    private ClientError lastError = ClientError.NONE;

    private FS(SketchContext context) {
        this.context = context;
    }

    /** {@code LittleFS} of a sketch. */
    public static FS of(SketchContext context) {
        return context.part(FS.class, FS::new);
    }

    /** Keeps the files in this folder from the next {@link #begin} on. */
    public void root(Path folder) {
        root = folder;
        begun = false;
    }

    /** Why the last call failed. */
    public ClientError getLastError() {
        return lastError;
    }

    boolean failed(String what, IOException why) {
        lastError = ClientError.ofFile(what, why);
        return false;
    }

    private <T> T refused(String why, T otherwise) {
        lastError = new ClientError(Stage.SETTINGS, why);
        return otherwise;
    }

    /** Opens the file system, making its folder where there is none; false if that cannot be. */
    public boolean begin() {
        try {
            root = root == null ? context.dataFolder().resolve("files") : root;
            Files.createDirectories(root);
            begun = true;
            lastError = ClientError.NONE;
            return true;
        } catch (IOException impossible) {
            return failed("the file system " + root, impossible);
        }
    }

    /** Closes the file system: nothing is found until {@link #begin}. */
    public void end() {
        begun = false;
    }

    /** Where a path leads, if it is one: begun, no name empty or too long, nothing above the root. */
    private Optional<Path> at(String given) {
        String path = CString.of(given);
        if (!begun) {
            return refused("the file system is not open: call begin()", Optional.empty());
        }
        if (path == null || path.isEmpty()) {
            return refused("a path is not empty", Optional.empty());
        }
        Path found = root;
        for (String name : path.split("/")) {
            if (name.isEmpty()) {
                continue;
            }
            if (name.length() > LONGEST_NAME || name.equals("..") || name.equals(".") || name.indexOf('\\') >= 0) {
                return refused("a name has 1 … 31 characters and is not . or ..", Optional.empty());
            }
            found = found.resolve(name);
            if (Files.isSymbolicLink(found)) {
                return refused("links are not followed: " + name, Optional.empty());
            }
        }
        return Optional.of(found);
    }

    /**
     * Opens a file: {@code r w a r+ w+ a+} as in C. Folders on the way to a new file are made. Where it cannot be, the
     * file's {@link File#asBool()} is false.
     */
    public File open(String path, String access) {
        String mode = CString.of(access);
        if (mode == null || !mode.matches("[rwa]\\+?")) {
            String other = mode != null && mode.matches("[ -~]{1,20}") ? "\"" + mode + "\"" : "another text";
            return refused("a mode is r, w, a, r+, w+ or a+, not " + other, File.closed());
        }
        Optional<Path> found = at(path);
        if (found.isEmpty()) {
            return File.closed();
        }
        try {
            if (Files.isDirectory(found.get())) {
                return File.folder(this, found.get());
            }
            if (!mode.startsWith("r")) {
                Files.createDirectories(found.get().getParent());
            }
            return File.open(this, found.get(), mode);
        } catch (IOException impossible) {
            failed("cannot open " + CString.of(path), impossible);
            return File.closed();
        }
    }

    public boolean exists(String path) {
        return at(path).map(Files::exists).orElse(false);
    }

    /** Removes a file; a folder that is then empty goes too, up to the root. */
    public boolean remove(String path) {
        Optional<Path> found = at(path);
        if (found.isEmpty() || Files.isDirectory(found.get())) {
            return false;
        }
        try {
            if (!Files.deleteIfExists(found.get())) {
                return false;
            }
            for (Path folder = found.get().getParent(); !folder.equals(root); folder = folder.getParent()) {
                Files.delete(folder);
            }
            return true;
        } catch (DirectoryNotEmptyException others) {
            return true;
        } catch (IOException impossible) {
            return failed("cannot remove " + CString.of(path), impossible);
        }
    }

    /** Gives a file another name; what had it is replaced. */
    public boolean rename(String from, String to) {
        Optional<Path> source = at(from);
        Optional<Path> target = at(to);
        if (source.isEmpty() || target.isEmpty()) {
            return false;
        }
        try {
            Files.createDirectories(target.get().getParent());
            Files.move(source.get(), target.get(), StandardCopyOption.REPLACE_EXISTING);
            return true;
        } catch (IOException impossible) {
            return failed("cannot rename " + CString.of(from), impossible);
        }
    }

    public boolean mkdir(String path) {
        Optional<Path> found = at(path);
        try {
            if (found.isPresent()) {
                Files.createDirectories(found.get());
            }
            return found.isPresent();
        } catch (IOException impossible) {
            return failed("cannot make " + CString.of(path), impossible);
        }
    }

    /** Removes a folder that is empty. */
    public boolean rmdir(String path) {
        Optional<Path> found = at(path);
        try {
            return found.isPresent()
                    && Files.isDirectory(found.get())
                    && !found.get().equals(root)
                    && Files.deleteIfExists(found.get());
        } catch (IOException impossible) {
            return failed("cannot remove " + CString.of(path), impossible);
        }
    }

    /** What is in a folder, in the order of names; empty where there is none. {@code ""} is the root. */
    public Dir openDir(String path) {
        Optional<Path> found = "".equals(CString.of(path)) ? at("/") : at(path);
        return new Dir(this, found.map(this::within).orElse(List.of()));
    }

    List<Path> within(Path folder) {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.sorted().toList();
        } catch (IOException unreadable) {
            failed("cannot list " + folder, unreadable);
            return List.of();
        }
    }

    /** Removes everything in the file system's folder. */
    public boolean format() {
        if (!begun && !begin()) {
            return false;
        }
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                if (!path.equals(root)) {
                    Files.delete(path);
                }
            }
            return true;
        } catch (IOException impossible) {
            return failed("cannot format " + root, impossible);
        } catch (UncheckedIOException impossible) {
            return failed("cannot format " + root, impossible.getCause());
        }
    }

    /**
     * How full it is.
     *
     * @param totalBytes of the disk that the folder is on
     * @param usedBytes in files of the folder
     */
    public record FSInfo(long totalBytes, long usedBytes) {}

    /** How full it is; empty if it is not open. */
    public Optional<FSInfo> info() {
        if (!begun) {
            return Optional.empty();
        }
        try (Stream<Path> all = Files.walk(root)) {
            long used = 0;
            for (Path path : all.filter(Files::isRegularFile).toList()) {
                used += Files.size(path);
            }
            return Optional.of(new FSInfo(Files.getFileStore(root).getTotalSpace(), used));
        } catch (IOException unreadable) {
            failed("cannot measure " + root, unreadable);
            return Optional.empty();
        }
    }

    /** A path as a sketch writes it. */
    String nameOf(Path path) {
        return "/" + root.relativize(path).toString().replace('\\', '/');
    }
}
