package io.github.wroom4j.cli;

import com.sun.source.util.JavacTask;
import io.github.wroom4j.Sketch;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/** A sketch in a source file: compiled in memory, together with the classes beside it that it names. */
final class SourceSketch {
    private static final Pattern OPTION = Pattern.compile("\\b(?:option|hasOption)\\s*\\(\\s*\"([^\"\\\\]+)\"");
    private static final int MOST_ERRORS = 10;
    private static final int MOST_ADVICE = 3;

    private static final System.Logger LOG = System.getLogger(SourceSketch.class.getName());

    private SourceSketch() {}

    /**
     * Compiles a file and finds the sketch in it.
     *
     * @throws JobFailed if it does not compile, with javac's first errors
     * @throws UsageException if there is no sketch in it
     */
    static SketchCatalog.Entry load(Path file, List<Path> given) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new JobFailed("running " + file.getFileName() + " needs a JDK, and " + System.getProperty("java.home")
                    + " is a runtime without javac: let JAVA_HOME name a JDK 17 or newer");
        }
        List<Path> libraries = libraries(file, given);
        Map<String, ByteArrayOutputStream> classes = compile(compiler, file, libraries);
        Class<? extends Sketch> sketch = sketchIn(file, new InMemory(classes, above(libraries)));
        return new SketchCatalog.Entry(sketch.getSimpleName(), "", optionsOf(file), constructorOf(file, sketch));
    }

    /**
     * The file of that name.
     *
     * @throws UsageException if it is not there or cannot be read
     */
    static Path readable(String name) {
        Path file = Path.of(name);
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new UsageException("no readable file " + file);
        }
        return file;
    }

    /** What was given, and what the source itself asks for. */
    private static List<Path> libraries(Path file, List<Path> given) {
        for (Path library : given) {
            if (!Files.isReadable(library)) {
                throw new UsageException("--lib: no readable file " + library);
            }
            if (!Files.isDirectory(library)) {
                try (var jar = new JarFile(library.toFile())) {
                    jar.size();
                } catch (IOException e) {
                    throw new UsageException("--lib: " + library + " is not a jar: " + ExitCodes.line(e), e);
                }
            }
        }
        try {
            List<MavenCoordinate> named = MavenLibraries.named(file);
            if (named.isEmpty()) {
                return given;
            }
            var all = new ArrayList<>(given);
            all.addAll(MavenLibraries.ofUser().jars(named));
            return all;
        } catch (IOException e) {
            throw new JobFailed("reading " + file + " failed: " + ExitCodes.line(e), e);
        }
    }

    /** Loads the libraries; the program's own classes stand above them. */
    private static ClassLoader above(List<Path> libraries) {
        ClassLoader program = SourceSketch.class.getClassLoader();
        if (libraries.isEmpty()) {
            return program;
        }
        URL[] places = libraries.stream().map(SourceSketch::place).toArray(URL[]::new);
        // Open as long as the sketch may load a class: to the end of the program.
        return new URLClassLoader("libraries of the sketch", places, program);
    }

    private static URL place(Path library) {
        try {
            return library.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UsageException("--lib: " + library + " cannot be loaded: " + e.getMessage(), e);
        }
    }

    private static Map<String, ByteArrayOutputStream> compile(JavaCompiler compiler, Path file, List<Path> libraries) {
        var errors = new DiagnosticCollector<JavaFileObject>();
        Path folder = file.toAbsolutePath().getParent();
        try (var standard = compiler.getStandardFileManager(errors, Locale.ROOT, StandardCharsets.UTF_8);
                var memory = new MemoryFiles(standard)) {
            standard.setLocation(StandardLocation.SOURCE_PATH, List.of(folder.toFile()));
            JavaCompiler.CompilationTask task = compiler.getTask(
                    null,
                    memory,
                    errors,
                    List.of("-proc:none", "-g", "-classpath", classPath(libraries)),
                    null,
                    standard.getJavaFileObjects(file));
            ComparedTexts compared = ComparedTexts.in((JavacTask) task);
            if (!task.call()) {
                throw new JobFailed(compilerErrors(file, errors));
            }
            for (String place : compared.places()) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        place + ": == asks whether two texts are one object, and what was read never is: a.equals(b)");
            }
            return memory.classes;
        } catch (IOException e) {
            throw new JobFailed("compiling " + file + " failed: " + ExitCodes.line(e), e);
        }
    }

    private static String classPath(List<Path> libraries) {
        return Stream.concat(
                        Stream.of(System.getProperty("java.class.path")),
                        libraries.stream().map(Path::toString))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String compilerErrors(Path file, DiagnosticCollector<JavaFileObject> errors) {
        var text = new StringBuilder(file.getFileName() + " does not compile");
        var advice = new LinkedHashSet<String>();
        var notJava = new HashSet<String>();
        int count = 0;
        for (var error : errors.getDiagnostics()) {
            String message = error.getMessage(Locale.ROOT).replaceAll("\\s*\\R\\s*", ", ");
            String place = place(file, error);
            // A line that is none of Java's gives many errors, and the first says where it is.
            boolean another = PortingPage.notJava(message) && !notJava.add(place);
            if (error.getKind() == Diagnostic.Kind.ERROR && !another && ++count <= MOST_ERRORS) {
                text.append(count == 1 ? ": " : "; ").append(place).append(message);
                String source = source(error);
                long line = error.getLineNumber();
                // Once for each name, however often the sketch has it.
                String told = PortingPage.on(message, line(source, line), line(source, line + 1), source).stream()
                        .limit(MOST_ADVICE)
                        .filter(advice::add)
                        .collect(Collectors.joining("; "));
                text.append(told.isEmpty() ? "" : " (" + told + ")");
            }
        }
        return count > MOST_ERRORS ? text + "; and " + (count - MOST_ERRORS) + " more" : text.toString();
    }

    private static String source(Diagnostic<? extends JavaFileObject> error) {
        try {
            return error.getSource() == null
                    ? ""
                    : error.getSource().getCharContent(true).toString();
        } catch (IOException e) {
            return ""; // it has gone since it was compiled: the error stands without advice
        }
    }

    private static String line(String source, long number) {
        return number < 1 ? "" : source.lines().skip(number - 1).findFirst().orElse("");
    }

    /** The line, with the file's name if it is one of those beside the sketch; some errors have no line. */
    private static String place(Path sketch, Diagnostic<? extends JavaFileObject> error) {
        String line = error.getLineNumber() == Diagnostic.NOPOS ? "" : "line " + error.getLineNumber() + ": ";
        if (error.getSource() == null) {
            return line;
        }
        String name = Path.of(error.getSource().toUri()).getFileName().toString();
        return name.equals(sketch.getFileName().toString()) ? line : name + " " + line;
    }

    private static Class<? extends Sketch> sketchIn(Path file, InMemory loader) {
        String expected = file.getFileName().toString().replaceFirst("\\.java$", "");
        Class<? extends Sketch> found = null;
        for (String name : loader.classes.keySet()) {
            Class<?> type = loader.loaded(name);
            if (Sketch.class.isAssignableFrom(type) && !Modifier.isAbstract(type.getModifiers())) {
                if (found == null || type.getSimpleName().equals(expected)) {
                    found = type.asSubclass(Sketch.class);
                }
            }
        }
        if (found == null) {
            throw new UsageException(
                    file.getFileName() + " holds no sketch: a class that extends " + Sketch.class.getName());
        }
        return found;
    }

    private static Supplier<Sketch> constructorOf(Path file, Class<? extends Sketch> sketch) {
        Constructor<? extends Sketch> constructor;
        try {
            constructor = sketch.getDeclaredConstructor();
            constructor.setAccessible(true);
        } catch (NoSuchMethodException e) {
            throw new UsageException(
                    sketch.getSimpleName() + " in " + file.getFileName() + " needs a constructor without parameters",
                    e);
        }
        return () -> {
            try {
                return constructor.newInstance();
            } catch (InvocationTargetException e) {
                if (e.getCause() instanceof RuntimeException thrown) {
                    throw thrown;
                }
                // exit() and restart() are errors too, and a field's initializer may call them.
                if (e.getCause() instanceof Error thrown) {
                    throw thrown;
                }
                throw new JobFailed(
                        "the constructor of " + sketch.getSimpleName() + " failed: " + e.getCause(), e.getCause());
            } catch (ReflectiveOperationException e) {
                throw new JobFailed("no " + sketch.getSimpleName() + " can be made: " + e, e);
            }
        };
    }

    /** The options that the source asks for by a literal name. */
    static Set<String> optionsOf(Path file) {
        var names = new TreeSet<String>();
        try {
            var match = OPTION.matcher(Files.readString(file, StandardCharsets.UTF_8));
            while (match.find()) {
                names.add(match.group(1));
            }
        } catch (IOException e) {
            throw new JobFailed("reading " + file + " failed: " + ExitCodes.line(e), e);
        }
        return names;
    }

    /** Class files that stay in memory. */
    private static final class MemoryFiles extends ForwardingJavaFileManager<StandardJavaFileManager> {
        private final Map<String, ByteArrayOutputStream> classes = new LinkedHashMap<>();

        MemoryFiles(StandardJavaFileManager below) {
            super(below);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                JavaFileManager.Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
            URI name = URI.create("memory:///" + className.replace('.', '/') + kind.extension);
            return new SimpleJavaFileObject(name, kind) {
                @Override
                public OutputStream openOutputStream() {
                    var bytes = new ByteArrayOutputStream();
                    classes.put(className, bytes);
                    return bytes;
                }
            };
        }
    }

    /** Loads what was compiled, above the program's own classes. */
    private static final class InMemory extends ClassLoader {
        private final Map<String, ByteArrayOutputStream> classes;

        InMemory(Map<String, ByteArrayOutputStream> classes, ClassLoader above) {
            super("sketch", above);
            this.classes = classes;
        }

        Class<?> loaded(String name) {
            try {
                return loadClass(name);
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException("javac made " + name + " and it is gone", e);
            }
        }

        /** As from a jar: who looks into a class's code finds it. */
        @Override
        public InputStream getResourceAsStream(String name) {
            ByteArrayOutputStream bytes = name.endsWith(".class")
                    ? classes.get(
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                    : null;
            return bytes == null ? super.getResourceAsStream(name) : new ByteArrayInputStream(bytes.toByteArray());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            ByteArrayOutputStream bytes = classes.get(name);
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] code = bytes.toByteArray();
            return defineClass(name, code, 0, code.length);
        }
    }
}
