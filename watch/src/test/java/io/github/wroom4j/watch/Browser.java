package io.github.wroom4j.watch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.wroom4j.hal.testing.ExternalProgram;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A headless Chromium, led by its DevTools protocol; a test without one is skipped with the reason. */
final class Browser implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newHttpClient();
    private final ExternalProgram chromium;
    private final String devTools;

    Browser(Path folder) {
        chromium = ExternalProgram.start(
                folder,
                "chromium",
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--hide-scrollbars",
                "--remote-debugging-port=0",
                "--user-data-dir=" + folder.resolve("profile"),
                "about:blank");
        devTools = chromium.awaitLog("DevTools listening on ws://([^/]+)/").group(1);
    }

    /** Opens a page in a tab of its own. */
    Tab open(URI link, int width, int height) throws Exception {
        return open(link, width, height, false);
    }

    /** Opens a page as a phone does. */
    Tab openOnPhone(URI link, int width) throws Exception {
        return open(link, width, 740, true);
    }

    private Tab open(URI link, int width, int height, boolean phone) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://" + devTools + "/json/new?about:blank"))
                .PUT(HttpRequest.BodyPublishers.noBody())
                .build();
        JsonNode target = json.readTree(
                http.send(request, HttpResponse.BodyHandlers.ofString()).body());
        var tab = new Tab();
        tab.socket = http.newWebSocketBuilder()
                .buildAsync(URI.create(target.get("webSocketDebuggerUrl").asText()), tab)
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        tab.call("Runtime.enable", Map.of());
        tab.call("Log.enable", Map.of());
        tab.call("Page.enable", Map.of());
        tab.size(width, height, phone);
        tab.call("Page.navigate", Map.of("url", link.toString()));
        tab.await("document.readyState === 'complete' && typeof window.wroom4j === 'object'");
        return tab;
    }

    @Override
    public void close() {
        chromium.close();
    }

    /** One page. */
    final class Tab implements WebSocket.Listener, AutoCloseable {
        private final AtomicInteger count = new AtomicInteger();
        private final Map<Integer, CompletableFuture<JsonNode>> pending = new ConcurrentHashMap<>();
        private final List<String> complaints = new CopyOnWriteArrayList<>();
        private final StringBuilder message = new StringBuilder();
        private WebSocket socket;

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            message.append(data);
            if (last) {
                try {
                    told(json.readTree(message.toString()));
                } catch (IOException e) {
                    complaints.add(e.toString());
                }
                message.setLength(0);
            }
            from.request(1);
            return null;
        }

        private void told(JsonNode node) {
            if (node.path("id").asInt(0) > 0) {
                pending.remove(node.get("id").asInt()).complete(node);
            } else if (node.path("method").asText().equals("Runtime.exceptionThrown")
                    || node.path("method").asText().equals("Log.entryAdded")
                            && node.at("/params/entry/level").asText().equals("error")) {
                complaints.add(node.get("params").toString());
            }
        }

        JsonNode call(String method, Map<String, ?> parameters) throws Exception {
            int number = count.incrementAndGet();
            var answer = new CompletableFuture<JsonNode>();
            pending.put(number, answer);
            ObjectNode request = json.createObjectNode();
            request.put("id", number).put("method", method).set("params", json.valueToTree(parameters));
            socket.sendText(request.toString(), true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            JsonNode node = answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (node.has("error")) {
                throw new AssertionError(method + ": " + node.get("error"));
            }
            return node.get("result");
        }

        void size(int width, int height, boolean phone) throws Exception {
            call(
                    "Emulation.setDeviceMetricsOverride",
                    Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", phone));
        }

        void dark(boolean yes) throws Exception {
            call(
                    "Emulation.setEmulatedMedia",
                    Map.of(
                            "features",
                            List.of(Map.of("name", "prefers-color-scheme", "value", yes ? "dark" : "light"))));
        }

        /** What an expression of the page's is. */
        JsonNode eval(String expression) throws Exception {
            JsonNode result = call(
                    "Runtime.evaluate",
                    Map.of("expression", expression, "returnByValue", true, "awaitPromise", true, "userGesture", true));
            if (result.has("exceptionDetails")) {
                throw new AssertionError(expression + ": " + result.get("exceptionDetails"));
            }
            return result.at("/result/value");
        }

        String text(String selector) throws Exception {
            return eval("document.querySelector('" + selector + "').textContent")
                    .asText();
        }

        /** Waits until an expression of the page's is true. */
        void await(String expression) throws Exception {
            String look = "new Promise(done => { let left = 1500; const look = () => { let is = false;"
                    + " try { is = !!(" + expression + "); } catch (e) { is = false; }"
                    + " if (is) done('yes'); else if (left-- > 0) setTimeout(look, 20);"
                    + " else done('no: ' + document.body.innerText.slice(0, 3000)); }; look(); })";
            String answer = eval(look).asText();
            if (!answer.equals("yes")) {
                throw new AssertionError("never came true: " + expression + "\n" + answer + "\n" + complaints);
            }
        }

        /** Where an element's middle is, after it was scrolled into view. */
        private double[] middle(String selector) throws Exception {
            JsonNode box = eval("(() => { const e = document.querySelector('" + selector + "');"
                    + " e.scrollIntoView({block: 'center'}); const r = e.getBoundingClientRect();"
                    + " return [r.left + r.width / 2, r.top + r.height / 2]; })()");
            return new double[] {box.get(0).asDouble(), box.get(1).asDouble()};
        }

        void mouseDown(String selector) throws Exception {
            mouse("mouseMoved", middle(selector));
            mouse("mousePressed", middle(selector));
        }

        void mouseUp(String selector) throws Exception {
            mouse("mouseReleased", middle(selector));
        }

        void click(String selector) throws Exception {
            mouseDown(selector);
            mouseUp(selector);
        }

        private void mouse(String type, double[] at) throws Exception {
            call(
                    "Input.dispatchMouseEvent",
                    Map.of("type", type, "x", at[0], "y", at[1], "button", "left", "clickCount", 1));
        }

        void type(String selector, String text) throws Exception {
            eval("document.querySelector('" + selector + "').focus()");
            call("Input.insertText", Map.of("text", text));
        }

        void key(String type, String key, String code) throws Exception {
            call(
                    "Input.dispatchKeyEvent",
                    Map.of("type", type, "key", key, "code", code, "text", key.equals(" ") ? " " : ""));
        }

        byte[] picture() throws Exception {
            return Base64.getDecoder()
                    .decode(call("Page.captureScreenshot", Map.of("format", "png"))
                            .get("data")
                            .asText());
        }

        /** Errors of its scripts, and what its content policy refused. */
        List<String> complaints() {
            return new ArrayList<>(complaints);
        }

        @Override
        public void close() {
            // Its answer may not come any more.
            socket.sendText("{\"id\": 0, \"method\": \"Page.close\"}", true).join();
            socket.abort();
        }
    }
}
