package io.github.wroom4j.fs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What is in a folder: call {@link #next()} before each entry (HP-3). */
public final class Dir {
    private final FS files;
    private final List<Path> entries;
    private int at = -1;

    Dir(FS files, List<Path> entries) {
        this.files = files;
        this.entries = entries;
    }

    /** Goes on to the next entry; false behind the last. */
    public boolean next() {
        at = Math.min(at + 1, entries.size());
        return at < entries.size();
    }

    /** Starts again before the first entry. */
    public boolean rewind() {
        at = -1;
        return true;
    }

    private boolean here() {
        return at >= 0 && at < entries.size();
    }

    /** The entry's name without its folder; empty before {@link #next()}. */
    public String fileName() {
        return here() ? entries.get(at).getFileName().toString() : "";
    }

    public long fileSize() {
        return here() && isFile() ? entries.get(at).toFile().length() : 0;
    }

    public boolean isFile() {
        return here() && Files.isRegularFile(entries.get(at));
    }

    public boolean isDirectory() {
        return here() && Files.isDirectory(entries.get(at));
    }

    public File openFile(String mode) {
        return here() ? files.open(files.nameOf(entries.get(at)), mode) : File.closed();
    }
}
