package io.github.wroom4j.at.engine;

import io.github.wroom4j.at.AtException;
import java.util.ArrayList;
import java.util.List;

/**
 * A link whose frames do not fit their counts, until it is known why. Either the wire lost or added bytes, then that link
 * is broken; or the module restarted in the middle of a frame, and what the count took for payload was its boot text
 * (at-protocol §2.2), then all links are lost with that cause. The doubt makes the next holder of the lane ask, and whatever
 * a living conversation says next settles it sooner. Until then the link gives no bytes beyond those it has.
 */
public final class Suspicion {
    private final LinkTable links;
    private final Turn turn;
    private final News news;
    private final List<Generation> suspects = new ArrayList<>();
    private String what;

    Suspicion(LinkTable links, Turn turn, News news) {
        this.links = links;
        this.turn = turn;
        this.news = news;
    }

    /** Bytes of a link, or of none that is known, do not fit their counts. */
    public void raise(Generation of, String told) {
        convict();
        what = told;
        if (of != null) {
            suspects.add(of);
        }
        doubt();
    }

    /** A frame was lost whose header cannot be read: whichever link it belonged to has a hole now. */
    public void raiseForAllPushed(String told) {
        convict();
        what = told;
        for (Generation link : links.open()) {
            if (!link.fetches) {
                suspects.add(link);
            }
        }
        doubt();
    }

    private void doubt() {
        for (Generation link : links.open()) {
            link.doubted = true; // its CLOSED may have been among what was lost
        }
        turn.doubt();
        news.moved(News.TASK);
    }

    /** The module has not restarted: the bytes were lost, or too many, on their way. */
    public void convict() {
        if (suspects.isEmpty()) {
            return;
        }
        var broken = List.copyOf(suspects);
        suspects.clear();
        for (Generation link : broken) {
            link.breakOff(new AtException(
                    AtException.Kind.LINK_BROKEN, what + ", so that what was read of " + link + " may be wrong", ""));
        }
    }

    /** The links are lost for another reason. */
    public void drop() {
        suspects.clear();
    }
}
