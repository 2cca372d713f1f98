package io.github.wroom4j.cli;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file that is written when the job has ended: what it would fail of is found before the job begins. */
final class FileToCome {
    private FileToCome() {}

    /**
     * Passes where that file can be expected to be written; nothing is created.
     *
     * @param file may be null, for an option that was not given
     * @throws JobFailed with the option, the file and the reason
     */
    static void check(String option, Path file) {
        if (file == null) {
            return;
        }
        Path folder = file.toAbsolutePath().getParent();
        FileSystemException why = null;
        if (Files.isDirectory(file)) {
            why = new FileSystemException(file.toString(), null, "Is a directory");
        } else if (folder != null && !Files.isDirectory(folder)) {
            why = new NoSuchFileException(file.toString());
        } else if (!Files.isWritable(Files.exists(file) ? file : folder)) {
            why = new AccessDeniedException(file.toString());
        }
        if (why != null) {
            throw new JobFailed(option + " " + file + " cannot be written: " + ExitCodes.line(why), why);
        }
    }
}
