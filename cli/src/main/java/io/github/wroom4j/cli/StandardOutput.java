package io.github.wroom4j.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The process's standard output, whose errors end the command. A {@link java.io.PrintStream} keeps an {@link IOException} to
 * itself and goes on for ever; an {@link OutputLost} passes through it.
 */
final class StandardOutput extends OutputStream {
    private static final Path PROCESS_OUT = Path.of("/proc/self/fd/1");

    private final OutputStream below;
    private OutputLost lost;

    StandardOutput() {
        below = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out));
    }

    @Override
    public void write(int octet) {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        if (lost != null) {
            throw lost;
        }
        try {
            below.write(bytes, offset, length);
        } catch (IOException e) {
            throw lost(e);
        }
    }

    @Override
    public void flush() {
        if (lost != null) {
            // Wording already, and nothing more has been taken.
            return;
        }
        try {
            below.flush();
        } catch (IOException e) {
            throw lost(e);
        }
    }

    private OutputLost lost(IOException why) {
        lost = new OutputLost(why, isPipe(why));
        return lost;
    }

    /** The system's words for a broken pipe are in the user's language, so what is written to is looked at first. */
    private static boolean isPipe(IOException why) {
        try {
            String target = Files.readSymbolicLink(PROCESS_OUT).toString();
            return target.startsWith("pipe:") || target.startsWith("socket:");
        } catch (IOException noSuchFolder) {
            return String.valueOf(why.getMessage()).contains("ipe");
        }
    }
}
