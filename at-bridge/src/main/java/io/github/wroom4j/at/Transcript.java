package io.github.wroom4j.at;

/** The conversation, readable and masked. */
public interface Transcript {

    /** The whole of it that is kept, one line an event, times in milliseconds since opening. */
    String text();

    /** Its last lines, for an exception or a page. */
    String tail(int lines);
}
