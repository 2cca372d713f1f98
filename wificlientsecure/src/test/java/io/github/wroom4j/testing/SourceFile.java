package io.github.wroom4j.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.wroom4j.Sketch;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** A sketch's source, compiled as a user's is: outside the packages of the classes that it stands on. */
public record SourceFile(String name, String text) {

    /** Compiles it into a folder and loads it; skips the test where this Java has no compiler. */
    public Compiled compiled(Path folder) throws IOException, ClassNotFoundException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        assumeTrue(compiler != null, "this Java has no compiler");
        var told = new StringWriter();
        var source = new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
        List<String> options = List.of(
                "-proc:none",
                "-d",
                folder.toString(),
                "-classpath",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        boolean compiled = compiler.getTask(told, null, null, options, null, List.of(source))
                .call();
        assertTrue(compiled, () -> told + "\n" + text);
        var loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, SourceFile.class.getClassLoader());
        return new Compiled(loader, loader.loadClass(name).asSubclass(Sketch.class));
    }

    /** The sketch's class; closing lets go of its folder. */
    public record Compiled(URLClassLoader loader, Class<? extends Sketch> type) implements AutoCloseable {

        /** Makes the sketch, as {@code Name::new} does. */
        public Supplier<Sketch> maker() {
            return () -> {
                try {
                    return type.getDeclaredConstructor().newInstance();
                } catch (ReflectiveOperationException e) {
                    throw new IllegalStateException(type.getName() + " cannot be made", e);
                }
            };
        }

        @Override
        public void close() throws IOException {
            loader.close();
        }
    }
}
