package io.github.wroom4j.words;

import io.github.wroom4j.at.AtException;
import io.github.wroom4j.tlswire.Alert;
import io.github.wroom4j.tlswire.FirmwareHello;
import io.github.wroom4j.tlswire.Oddity;

/**
 * What the modules below report, as {@link Text}. They speak English only, so in other languages their words are chosen by
 * what they report as data.
 */
public final class Wording {
    private Wording() {}

    /** What a library said: English in every language, and marked as a quotation where the language is another. */
    public static Text quoted(String words) {
        String said = String.valueOf(words);
        return Text.said(said, "quoted", said);
    }

    /** A failure of the module: in English its message, else its kind and the firmware's own line. */
    public static Text of(AtException failure) {
        var kind = Text.said(failure.kind().name(), "at." + failure.kind());
        String message = String.valueOf(failure.getMessage());
        return failure.atLine().isEmpty()
                ? Text.said(message, "at." + failure.kind())
                : Text.said(message, "at.reply", kind, failure.atLine());
    }

    /** What an alert means. */
    public static Text meaning(Alert alert) {
        return Text.said(alert.meaning(), alert.isAssigned() ? "alert." + alert.code() : "alert.unassigned");
    }

    /** What is wrong with bytes that should be TLS. */
    public static Text of(Oddity oddity) {
        return Text.said(
                oddity.toString(), "wire." + oddity.kind(), oddity.particulars().toArray());
    }

    /** Which firmwares a row stands for; a learned one has the firmware's own words. */
    public static Text firmwares(FirmwareHello row) {
        return FirmwareHello.ALL.contains(row)
                ? Text.said(row.firmware(), "firmware." + row.name())
                : Text.verbatim(row.firmware());
    }

    /** Where a row is known from. */
    public static Text source(FirmwareHello row) {
        return Text.said(row.source(), "source." + row.name());
    }
}
