package io.github.wroom4j.cli;

import java.lang.reflect.Field;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.IGetter;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Commands and their options, told to picocli rather than written as annotations: a JVM makes a class for each kind of
 * annotation that is read, which was a third of a start.
 */
final class Model {
    private Model() {}

    /** A command that has nothing to be told yet. */
    static CommandSpec command(Object command, String name) {
        return CommandSpec.wrapWithoutInspection(command).name(name);
    }

    /** An option whose value goes into a field of its owner. */
    static OptionSpec.Builder option(Object owner, String field, Class<?> type, String... names) {
        var value = new Value(owner, field);
        return OptionSpec.builder(names).type(type).getter(value).setter(value).initialValue(value.get());
    }

    /** An option that says how long, as in {@code 10s} or {@code 2m}. */
    static OptionSpec.Builder time(Object owner, String field, String... names) {
        return option(owner, field, Duration.class, names).paramLabel("TIME").converters(new Durations());
    }

    /** A word that is no option, by its place, and that has to be there; its value goes into a field of its owner. */
    static PositionalParamSpec.Builder parameter(Object owner, String field, Class<?> type, String index) {
        var value = new Value(owner, field);
        PositionalParamSpec.Builder builder = PositionalParamSpec.builder()
                .required(true)
                .type(type)
                .getter(value)
                .setter(value)
                .initialValue(value.get());
        return index == null ? builder : builder.index(index);
    }

    /** What a field holds. */
    static IGetter value(Object owner, String field) {
        return new Value(owner, field);
    }

    /** A field of a command. */
    private static final class Value implements IGetter, ISetter {
        private final Object owner;
        private final Field field;

        Value(Object owner, String name) {
            this.owner = owner;
            try {
                field = owner.getClass().getDeclaredField(name);
            } catch (NoSuchFieldException e) {
                throw new IllegalArgumentException(owner.getClass() + " has no field " + name, e);
            }
            field.setAccessible(true);
        }

        @Override
        @SuppressWarnings("unchecked")
        public <T> T get() {
            try {
                return (T) field.get(owner);
            } catch (IllegalAccessException impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        @Override
        public <T> T set(T value) throws IllegalAccessException {
            T before = get();
            field.set(owner, value);
            return before;
        }
    }
}
