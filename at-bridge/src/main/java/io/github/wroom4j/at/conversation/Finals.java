package io.github.wroom4j.at.conversation;

/** Which line ends a command (at-protocol §4.2). ERROR and FAIL end every one of them. */
public enum Finals {
    /** {@code OK}. */
    PLAIN,
    /** {@code SEND OK}, {@code SEND FAIL}; {@code OK} and the prompt are steps on the way (at-protocol §7.4). */
    SEND,
    /** A first {@code OK} with a prompt, and a second one after the block ({@code AT+CIPSSLCERT}, at-protocol §8.5). */
    BLOCK,
    /**
     * {@code OK}, but only after the probe's own information line: finals of earlier commands pass by
     * (at-protocol §16.7).
     */
    PROBE
}
