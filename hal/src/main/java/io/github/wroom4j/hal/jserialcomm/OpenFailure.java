package io.github.wroom4j.hal.jserialcomm;

import io.github.wroom4j.hal.BoardException;
import io.github.wroom4j.hal.BoardException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Why a serial port did not open, in words that lead on: who owns it, which group to join. */
final class OpenFailure {
    private static final int ENOENT = 2;
    private static final int EAGAIN = 11;
    private static final int EACCES = 13;
    private static final int EBUSY = 16;
    private static final int ENXIO = 6;
    private static final int ENODEV = 19;
    private static final int EISDIR = 21;
    private static final int ENOTTY = 25;

    private OpenFailure() {}

    static BoardException notFound(String path, Throwable cause) {
        return new BoardException(
                Kind.NOT_FOUND,
                "there is no serial port " + path + "; wroom4j ports lists those that are plugged in",
                cause);
    }

    /** From the error number of open(2) or flock(2), as jSerialComm hands it on (java-ecosystem §2.3). */
    static BoardException of(String path, int errno) {
        if (!Files.exists(Path.of(path))) {
            return notFound(path, null);
        }
        return switch (errno) {
            // A second opening within this JVM gives ENOENT though the device is there.
            case ENOENT, EAGAIN, EBUSY ->
                new BoardException(Kind.BUSY, path + " is in use" + owner(path) + "; close that program and try again");
            case EACCES ->
                new BoardException(
                        Kind.PERMISSION,
                        "you may not open " + path + ": add yourself to the group " + group(path)
                                + " (sudo usermod -aG " + group(path) + " $USER) and log in again");
            case ENXIO, ENODEV -> new BoardException(Kind.GONE, path + " is there, but no device answers behind it");
            case EISDIR, ENOTTY ->
                new BoardException(
                        Kind.NOT_FOUND, path + " is not a serial port; wroom4j ports lists those that are plugged in");
            default -> new BoardException(Kind.IO, "cannot open " + path + ": the system gave error " + errno);
        };
    }

    /** The group that owns the device; never one that users should not be advised to join. */
    private static String group(String path) {
        try {
            String group = Files.readAttributes(Path.of(path), PosixFileAttributes.class)
                    .group()
                    .getName();
            return group.equals("root") ? "dialout" : group;
        } catch (IOException | UnsupportedOperationException e) {
            // Debian's name for it; where attributes cannot be read there is nothing better to say.
            return "dialout";
        }
    }

    /** The processes that have the device open, as far as /proc shows to this user. */
    static String owner(String path) {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            Path device = Path.of(path).toRealPath();
            String owners = processes
                    .filter(process -> process.getFileName().toString().matches("\\d+"))
                    .filter(process -> holds(process, device))
                    .map(OpenFailure::describe)
                    .collect(Collectors.joining(" and "));
            return owners.isEmpty() ? " by a process that this user may not see" : " by " + owners;
        } catch (IOException e) {
            // No /proc here: the caller's message stands without a name.
            return "";
        }
    }

    private static boolean holds(Path process, Path device) {
        try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
            return descriptors.anyMatch(descriptor -> target(descriptor).equals(Optional.of(device)));
        } catch (IOException e) {
            // Another user's process, or one that has ended since.
            return false;
        }
    }

    private static Optional<Path> target(Path descriptor) {
        try {
            return Optional.of(Files.readSymbolicLink(descriptor));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String describe(Path process) {
        String pid = process.getFileName().toString();
        if (Long.parseLong(pid) == ProcessHandle.current().pid()) {
            return "this program itself (process " + pid + ")";
        }
        try {
            return Files.readString(process.resolve("comm")).strip() + " (process " + pid + ")";
        } catch (IOException e) {
            return "process " + pid;
        }
    }
}
