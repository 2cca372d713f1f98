package io.github.wroom4j.mock.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every C name with every kind of nonsense: no Java exception comes out, and none is caught inside either. */
@Timeout(60)
class EveryNameTest {
    private static final int[] NUMBERS = {0, -1, 1, 3, 255, 65_536, Integer.MAX_VALUE, Integer.MIN_VALUE};

    private final List<String> caught = new CopyOnWriteArrayList<>();
    private final Logger log = Logger.getLogger(Sdk.class.getName());
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            if (entry.getLevel() == Level.SEVERE) {
                caught.add(entry.getMessage() + " " + entry.getThrown());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        log.addHandler(handler);
        log.setUseParentHandlers(false);
    }

    @AfterEach
    void stop() {
        log.removeHandler(handler);
        log.setUseParentHandlers(true);
    }

    private static Stream<Method> names() {
        return Stream.of(espconn_h.class, user_interface.class, os_type.class)
                .flatMap(type -> Arrays.stream(type.getMethods()))
                .filter(method -> Modifier.isStatic(method.getModifiers()));
    }

    /** Nothing for every object, and these numbers for numbers. */
    private static Object[] arguments(Method method, int number, boolean empty) {
        return Arrays.stream(method.getParameterTypes())
                .map(type -> type == int.class ? (Object) number : type == boolean.class ? true : thing(type, empty))
                .toArray();
    }

    private static Object thing(Class<?> type, boolean empty) {
        if (!empty) {
            return null;
        }
        if (type.isArray()) {
            return java.lang.reflect.Array.newInstance(type.getComponentType(), 0);
        }
        if (type == String.class) {
            return "";
        }
        try {
            return type.isInterface() || type == Object.class
                    ? null
                    : type.getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("a struct without a constructor: " + type, e);
        }
    }

    private static void call(Method method, int number, boolean empty) {
        try {
            Object result = method.invoke(null, arguments(method, number, empty));
            if (method.getName().startsWith("espconn_secure_") && method.getReturnType() == int.class) {
                assertNotEquals(0, result, method.getName() + " with nothing");
            }
        } catch (InvocationTargetException e) {
            throw new AssertionError(method + " threw with " + number, e.getCause());
        } catch (IllegalAccessException e) {
            throw new AssertionError(method + " cannot be called by its name", e);
        }
    }

    @Test
    void nonsense_inside_a_task_is_answered_and_never_thrown() {
        try (var lab = new Lab(SdkRelease.P14, HeapModel.NONOS).joined()) {
            for (int number : NUMBERS) {
                for (boolean empty : new boolean[] {false, true}) {
                    names().filter(method -> !ends(method))
                            .forEach(method -> lab.run(() -> call(method, number, empty)));
                }
            }
            lab.run(() -> {});
            assertEquals(List.of(), caught);
        }
    }

    /** What ends the chip's life on purpose. */
    private static boolean ends(Method method) {
        return method.getName().equals("system_restart") || method.getName().equals("system_deep_sleep");
    }

    @Test
    void outside_a_task_every_name_answers_too() {
        for (int number : NUMBERS) {
            names().forEach(method -> call(method, number, true));
        }
        assertEquals(List.of(), caught);
    }
}
