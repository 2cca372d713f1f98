package io.github.wroom4j.fs;

import io.github.wroom4j.arduino.Stream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/** A file that is open, or a folder, or neither: see {@link #asBool()} (HP-3). One thread at a time. */
public final class File extends Stream implements SeekMode, AutoCloseable {
    private final FS files;
    private final Path path;
    private final boolean appends;
    private final boolean writable;
    private RandomAccessFile file;
    private Iterator<Path> entries = List.<Path>of().iterator();

    private File(FS files, Path path, RandomAccessFile file, String mode) {
        this.files = files;
        this.path = path;
        this.file = file;
        this.appends = mode.startsWith("a");
        this.writable = !mode.equals("r");
    }

    static File closed() {
        return new File(null, null, null, "r");
    }

    static File folder(FS files, Path path) {
        var folder = new File(files, path, null, "r");
        folder.entries = files.within(path).iterator();
        return folder;
    }

    static File open(FS files, Path path, String mode) throws IOException {
        if (mode.startsWith("r") && !Files.isRegularFile(path)) {
            throw new NoSuchFileException(path.toString());
        }
        var opened = new RandomAccessFile(path.toFile(), mode.equals("r") ? "r" : "rw");
        if (mode.startsWith("w")) {
            opened.setLength(0);
        }
        return new File(files, path, opened, mode);
    }

    /** What C++ writes as {@code if (file)}. */
    public boolean asBool() {
        return file != null || isDirectory();
    }

    private interface Work<T> {
        T on(RandomAccessFile file) throws IOException;
    }

    private <T> T with(Work<T> work, T otherwise) {
        if (file == null) {
            return otherwise;
        }
        try {
            return work.on(file);
        } catch (IOException failure) {
            files.failed(fullName(), failure);
            return otherwise;
        }
    }

    @Override
    public int available() {
        return with(f -> (int) Math.min(Integer.MAX_VALUE, f.length() - f.getFilePointer()), 0);
    }

    @Override
    public int read() {
        return with(RandomAccessFile::read, -1);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
        return with(f -> Math.max(0, f.read(buffer, offset, length)), 0);
    }

    @Override
    public int peek() {
        return with(
                f -> {
                    long at = f.getFilePointer();
                    int next = f.read();
                    f.seek(at);
                    return next;
                },
                -1);
    }

    @Override
    public int write(int octet) {
        return write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public int write(byte[] buffer, int offset, int length) {
        if (!writable) {
            return 0;
        }
        return with(
                f -> {
                    if (appends) {
                        f.seek(f.length());
                    }
                    f.write(buffer, offset, length);
                    return length;
                },
                0);
    }

    public boolean seek(long position) {
        return seek(position, SeekSet);
    }

    /** Goes to a place from the beginning, from here or from the end; false outside the file. */
    public boolean seek(long distance, int from) {
        return with(
                f -> {
                    long base = from == SeekEnd ? f.length() : from == SeekCur ? f.getFilePointer() : 0;
                    long target = base + distance;
                    if (target < 0 || target > f.length()) {
                        return false;
                    }
                    f.seek(target);
                    return true;
                },
                false);
    }

    public long position() {
        return with(RandomAccessFile::getFilePointer, 0L);
    }

    public long size() {
        return with(RandomAccessFile::length, 0L);
    }

    /** Cuts the file there; false beyond its end or when it is only read. */
    public boolean truncate(long size) {
        return writable
                && with(
                        f -> {
                            boolean inside = size >= 0 && size <= f.length();
                            if (inside) {
                                f.setLength(size);
                            }
                            return inside;
                        },
                        false);
    }

    /** Closes it; closing twice is harmless. */
    @Override
    public void close() {
        with(
                f -> {
                    f.close();
                    return true;
                },
                false);
        file = null;
    }

    /** The name without its folder. */
    public String name() {
        return path == null ? "" : path.getFileName().toString();
    }

    /** The path as a sketch writes it. */
    public String fullName() {
        return path == null ? "" : files.nameOf(path);
    }

    public boolean isFile() {
        return file != null;
    }

    public boolean isDirectory() {
        return path != null && file == null && Files.isDirectory(path);
    }

    /** Of a folder: its next entry, open for reading; one that is not behind the last. */
    public File openNextFile() {
        return entries.hasNext() ? files.open(files.nameOf(entries.next()), "r") : closed();
    }

    /** Seconds since 1970; 0 where it is not known. */
    public long getLastWrite() {
        return path == null ? 0 : path.toFile().lastModified() / 1000;
    }

    /** What is not in the file will not come by waiting. */
    @Override
    public boolean inputCanTimeout() {
        return false;
    }

    @Override
    public long streamRemaining() {
        return available();
    }
}
