package io.github.wroom4j.fs;

/** From where {@link File#seek(long, int)} counts; a sketch has them by name (HP-3). */
public interface SeekMode {
    int SeekSet = 0;
    int SeekCur = 1;
    int SeekEnd = 2;
}
