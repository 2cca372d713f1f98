package io.github.wroom4j.esp8266wifi;

import io.github.wroom4j.arduino.SketchContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;

/** The clients of a board that have a connection, for {@code stopAll()} (WC-13); it keeps none of them alive. */
final class OpenClients {
    private final Set<WiFiClient> open = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private OpenClients() {}

    static OpenClients of(SketchContext context) {
        return context.part(OpenClients.class, made -> new OpenClients());
    }

    void add(WiFiClient client) {
        open.add(client);
    }

    void remove(WiFiClient client) {
        open.remove(client);
    }

    void stopAllExcept(WiFiClient survivor) {
        List<WiFiClient> now;
        synchronized (open) {
            now = new ArrayList<>(open);
        }
        for (WiFiClient client : now) {
            if (client != survivor) {
                client.stop();
            }
        }
    }
}
