package io.github.wroom4j.at.codec;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A sink that writes tokens down as text, payload runs joined, so that two ways of feeding can be compared. */
public final class Tokens implements TokenSink {
    private final List<String> seen = new ArrayList<>();
    private final StringBuilder block = new StringBuilder();
    private final boolean fetchNamesSender;
    private int left;

    public Tokens() {
        this(false);
    }

    private Tokens(boolean fetchNamesSender) {
        this.fetchNamesSender = fetchNamesSender;
    }

    @Override
    public boolean fetchNamesSender() {
        return fetchNamesSender;
    }

    @Override
    public void sender(CharSequence address, int port) {
        seen.add("from " + address + " " + port);
    }

    @Override
    public void line(CharSequence text) {
        seen.add("line " + text);
    }

    @Override
    public void prompt() {
        seen.add("prompt");
    }

    @Override
    public void payloadBegins(int link, int length) {
        seen.add("block " + link + " " + length);
        left = length;
        block.setLength(0);
    }

    @Override
    public void payload(byte[] bytes, int offset, int length) {
        block.append(new String(bytes, offset, length, StandardCharsets.ISO_8859_1));
        left -= length;
        if (left == 0) {
            seen.add("data " + block);
        }
    }

    @Override
    public void notice(int link, int available) {
        seen.add("notice " + link + " " + available);
    }

    @Override
    public void desync(String where) {
        seen.add("desync " + where);
    }

    public List<String> seen() {
        return seen;
    }

    /** What a parser makes of text fed at once, a prompt being awaited. */
    public static List<String> of(String text) {
        return of(text, Integer.MAX_VALUE);
    }

    /** The same, fed in pieces of so many bytes. */
    public static List<String> of(String text, int piece) {
        return of(new Tokens(), text, piece);
    }

    /** The same after CIPDINFO=1. */
    static List<String> ofFetchNaming(String text, int piece) {
        return of(new Tokens(true), text, piece);
    }

    private static List<String> of(Tokens tokens, String text, int piece) {
        var parser = new AtParser(tokens);
        parser.expectPrompt(true);
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        for (int at = 0; at < bytes.length; at += Math.min(piece, bytes.length - at)) {
            parser.feed(bytes, at, Math.min(piece, bytes.length - at));
        }
        return tokens.seen();
    }

    /** The same, fed in two pieces. */
    static List<String> split(String text, int at) {
        var tokens = new Tokens();
        var parser = new AtParser(tokens);
        parser.expectPrompt(true);
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        parser.feed(bytes, 0, at);
        parser.feed(bytes, at, bytes.length - at);
        return tokens.seen();
    }
}
