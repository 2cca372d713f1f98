package io.github.wroom4j.mock.firmware.commands;

import io.github.wroom4j.mock.firmware.line.Form;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * The handlers of all groups, by name and form. {@code _CUR} and {@code _DEF} share the handler of the plain name. A group is
 * asked for its handlers when a command is not among those of the groups before it: linking some hundred of them was a tenth
 * of a mock's start, and most conversations use a few.
 */
public final class HandlerTable {
    private final Map<String, Map<Form, Handler>> handlers = new HashMap<>();
    private final Queue<Consumer<HandlerTable>> groups = new ArrayDeque<>();

    /** Adds a group, behind those that are there. */
    void group(Consumer<HandlerTable> registers) {
        groups.add(registers);
    }

    /** Asks all groups for their handlers. */
    void complete() {
        for (Consumer<HandlerTable> group; (group = groups.poll()) != null; ) {
            group.accept(this);
        }
    }

    /** Puts a handler in. */
    public HandlerTable on(String name, Form form, Handler handler) {
        if (handlers.computeIfAbsent(name, n -> new EnumMap<>(Form.class)).put(form, handler) != null) {
            throw new IllegalStateException(name + " has two handlers of form " + form);
        }
        return this;
    }

    /**
     * Puts a handler in, in the place of one that is there: what a family does in its own way. Whoever has such groups
     * completes the table.
     */
    public HandlerTable instead(String name, Form form, Handler handler) {
        handlers.computeIfAbsent(name, n -> new EnumMap<>(Form.class)).put(form, handler);
        return this;
    }

    /** Puts a query and a set handler in. */
    public HandlerTable on(String name, Handler query, Handler set) {
        return on(name, Form.QUERY, query).on(name, Form.SET, set);
    }

    /** The handler, or null. */
    public Handler find(String name, Form form) {
        Handler found = known(name, form);
        while (found == null && !groups.isEmpty()) {
            groups.remove().accept(this);
            found = known(name, form);
        }
        return found;
    }

    private Handler known(String name, Form form) {
        Map<Form, Handler> exact = handlers.get(name);
        if (exact != null && exact.containsKey(form)) {
            return exact.get(form);
        }
        if (name.endsWith("_CUR") || name.endsWith("_DEF")) {
            Map<Form, Handler> plain = handlers.get(name.substring(0, name.length() - 4));
            return plain == null ? null : plain.get(form);
        }
        return null;
    }
}
