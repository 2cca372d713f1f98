package io.github.wroom4j.mock.firmware.links;

/** The three kinds of link; their names are the words on the wire. */
public enum LinkType {
    TCP,
    UDP,
    SSL;

    /** The kind of that name, exactly as spelled; null for any other word. */
    public static LinkType named(String word) {
        for (LinkType type : values()) {
            if (type.name().equals(word)) {
                return type;
            }
        }
        return null;
    }
}
