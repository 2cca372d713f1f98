package io.github.wroom4j.junit;

import io.github.wroom4j.Esp8266;
import io.github.wroom4j.at.AtModule;
import io.github.wroom4j.bench.Backend;
import io.github.wroom4j.bench.Bench;
import io.github.wroom4j.bench.BenchBrokenException;
import io.github.wroom4j.bench.BenchDescription;
import io.github.wroom4j.bench.BenchFileException;
import io.github.wroom4j.bench.BenchState;
import io.github.wroom4j.bench.Farm;
import io.github.wroom4j.bench.FirmwareRange;
import io.github.wroom4j.hal.BoardAddress;
import io.github.wroom4j.hal.Deadline;
import java.lang.System.Logger.Level;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.opentest4j.TestAbortedException;

/**
 * Gives tests their bench and takes it back. All state is in JUnit's store: the bench of a class closes with the class,
 * that of a method with the method.
 */
final class BenchExtension
        implements ExecutionCondition,
                BeforeAllCallback,
                BeforeEachCallback,
                AfterEachCallback,
                ParameterResolver,
                TestTemplateInvocationContextProvider {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(BenchExtension.class);
    private static final System.Logger LOG = System.getLogger(BenchExtension.class.getName());
    private static final String REQUIRED = "wroom4j.hil.required";
    private static final String WAIT = "wroom4j.hil.wait";
    private static final String WATCH = "wroom4j.hil.watch";

    /** The backend of one invocation of a template; null for ordinary tests, which run where the property says. */
    private final Backend fixed;

    BenchExtension() {
        this(null);
    }

    private BenchExtension(Backend fixed) {
        this.fixed = fixed;
    }

    /** The bench in use and the right to use it. */
    private record Held(Farm.Lease lease, Bench bench) implements AutoCloseable {
        @Override
        public void close() {
            try {
                bench.close();
            } finally {
                lease.close();
            }
        }
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        String lacking;
        try {
            lacking = supportsTestTemplate(context) ? "" : unavailable(backend(), fixtures(context));
        } catch (BenchFileException e) {
            lacking = e.getMessage();
        }
        if (lacking.isEmpty() || Boolean.getBoolean(REQUIRED)) {
            return ConditionEvaluationResult.enabled("a bench is named");
        }
        return ConditionEvaluationResult.disabled(lacking + " (-D" + REQUIRED + "=true makes this a failure)");
    }

    /** Why no bench can be had, or the empty string. */
    private static String unavailable(Backend backend, Set<String> fixtures) {
        boolean suitable = backend.benches().stream()
                .anyMatch(bench -> bench.missing(fixtures).isEmpty());
        return suitable
                ? ""
                : "no bench of " + backend.name() + " has "
                        + backend.benches().stream()
                                .map(bench -> String.join(", ", bench.missing(fixtures)) + " (" + bench.id() + ")")
                                .collect(Collectors.joining("; "));
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        inject(context, null, context.getRequiredTestClass());
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (leavesItToTheInvocation(context)) {
            return;
        }
        // Here and not where parameters are resolved: only here does an aborted test count as aborted.
        firmwareRange(context).ifPresent(range -> demand(range, bench(context, BenchState.BOOTED, false)));
        inject(context, context.getRequiredTestInstance(), context.getRequiredTestClass());
    }

    private void inject(ExtensionContext context, Object instance, Class<?> type) {
        List<Field> fields = AnnotationSupport.findAnnotatedFields(
                type,
                EspModule.class,
                field -> Modifier.isStatic(field.getModifiers()) == (instance == null),
                HierarchyTraversalMode.TOP_DOWN);
        for (Field field : fields) {
            EspModule wanted = field.getAnnotation(EspModule.class);
            Bench bench = bench(context, wanted.state(), wanted.watch());
            try {
                field.setAccessible(true);
                field.set(instance, as(field.getType(), bench, field.toString()));
            } catch (IllegalAccessException e) {
                throw new ExtensionConfigurationException("cannot set " + field + ": make it non-final", e);
            }
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.isAnnotated(EspModule.class) && !leavesItToTheInvocation(context);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        EspModule wanted = parameter.findAnnotation(EspModule.class).orElseThrow();
        return as(
                parameter.getParameter().getType(),
                bench(context, wanted.state(), wanted.watch()),
                parameter.toString());
    }

    private static Object as(Class<?> type, Bench bench, String where) {
        if (type == Bench.class) {
            return bench;
        }
        if (type == Esp8266.class) {
            return bench.esp();
        }
        if (type == AtModule.class) {
            return bench.module();
        }
        throw new ExtensionConfigurationException(
                "@EspModule is for Esp8266, AtModule or Bench, not " + type.getName() + ": " + where);
    }

    /** The bench of this scope: the class's if it has one, else taken now. */
    private Bench bench(ExtensionContext context, BenchState state, boolean watch) {
        Backend backend = backend();
        Held held = store(context)
                .getOrComputeIfAbsent("bench of " + backend.name(), key -> take(context, backend), Held.class);
        if (watch || Boolean.getBoolean(WATCH)) {
            held.bench().show(context.getDisplayName(), link -> {
                LOG.log(Level.INFO, "watch {0} at {1}", context.getDisplayName(), link);
                context.publishReportEntry("watch", link.toString());
            });
        }
        try {
            held.bench().reach(state);
        } catch (BenchBrokenException e) {
            broken(context).putIfAbsent(held.bench().description().address(), e);
            throw e;
        }
        return held.bench();
    }

    /** Benches that broke in this run, by their addresses: no class tries one again (labgrid's never_retry). */
    private static ConcurrentHashMap<String, BenchBrokenException> broken(ExtensionContext context) {
        @SuppressWarnings("unchecked")
        ConcurrentHashMap<String, BenchBrokenException> all = context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent("broken", key -> new ConcurrentHashMap<>(), ConcurrentHashMap.class);
        return all;
    }

    private static void demand(FirmwareRange range, Bench bench) {
        String actual = bench.module().version().atVersion();
        if (!range.includes(actual)) {
            throw new TestAbortedException(
                    "for firmware " + range + "; bench " + bench.description().id() + " runs " + actual);
        }
    }

    private static Held take(ExtensionContext context, Backend backend) {
        var wait = Duration.ofSeconds(Long.getLong(WAIT, 600));
        var broken = broken(context);
        List<BenchDescription> usable = backend.benches().stream()
                .filter(bench -> bench.madeAnew() || !broken.containsKey(bench.address()))
                .toList();
        if (usable.isEmpty()) {
            BenchBrokenException first = broken.values().iterator().next();
            throw new BenchBrokenException("not tried again: " + first.getMessage(), first);
        }
        var lease = new Farm(usable)
                .takeOpen(fixtures(context), context.getDisplayName(), Deadline.in(wait), progress -> {
                    LOG.log(Level.INFO, progress);
                    context.publishReportEntry("waiting", progress);
                });
        if (!lease.bench().madeAnew()) {
            LOG.log(
                    Level.INFO,
                    "{0} has bench {1} at {2}",
                    context.getDisplayName(),
                    lease.bench().id(),
                    BoardAddress.parse(lease.bench().address()));
        }
        return new Held(lease, new Bench(lease));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (leavesItToTheInvocation(context)) {
            return;
        }
        Held held = store(context).get("bench of " + backend().name(), Held.class);
        if (held == null || held.bench().state() == BenchState.OFF) {
            return;
        }
        Bench bench = held.bench();
        var entries = new LinkedHashMap<String, String>();
        entries.put("bench", bench.description().id());
        entries.put("firmware", bench.module().version().firstLine());
        entries.put("port", BoardAddress.parse(bench.description().address()).toString());
        entries.put("baud", Integer.toString(bench.board().uart().config().baud()));
        bench.takeMeasurements().forEach(each -> entries.put(each.name(), each.toString()));
        context.publishReportEntry(entries);
        try {
            // Before the recording is attached: a replay is tidied as well, and must find that in it.
            bench.tidy().ifPresent(done -> context.publishReportEntry("tidied", done));
        } finally {
            context.getExecutionException().ifPresent(failure -> Attachments.publish(context, bench, failure));
        }
    }

    private static Set<String> fixtures(ExtensionContext context) {
        var all = new LinkedHashSet<String>();
        elements(context)
                .flatMap(element -> AnnotationSupport.findAnnotation(element, RequiresFixture.class).stream())
                .forEach(required -> all.addAll(List.of(required.value())));
        return all;
    }

    private static Optional<FirmwareRange> firmwareRange(ExtensionContext context) {
        return elements(context)
                .flatMap(element -> AnnotationSupport.findAnnotation(element, RequiresFirmware.class).stream())
                .findFirst()
                .map(required -> FirmwareRange.parse(required.value()));
    }

    /** The method first, then its class. */
    private static Stream<AnnotatedElement> elements(ExtensionContext context) {
        return Stream.concat(
                context.getTestMethod().stream().map(AnnotatedElement.class::cast),
                context.getTestClass().stream().map(AnnotatedElement.class::cast));
    }

    private static ExtensionContext.Store store(ExtensionContext context) {
        return context.getStore(NAMESPACE);
    }

    private Backend backend() {
        return fixed != null ? fixed : Backend.configured();
    }

    /** Whether another instance of this class, the one of the template's invocation, serves the test. */
    private boolean leavesItToTheInvocation(ExtensionContext context) {
        return fixed == null && supportsTestTemplate(context);
    }

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return AnnotationSupport.isAnnotated(context.getTestMethod(), OnEveryBackend.class);
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        Backend configured = Backend.configured();
        return configured.equals(Backend.MOCK)
                ? Stream.of(on(Backend.MOCK))
                : Stream.of(on(Backend.MOCK), on(configured));
    }

    private static TestTemplateInvocationContext on(Backend backend) {
        return new TestTemplateInvocationContext() {
            @Override
            public String getDisplayName(int invocationIndex) {
                return "on " + backend.name();
            }

            @Override
            public List<Extension> getAdditionalExtensions() {
                return List.of(new BenchExtension(backend));
            }
        };
    }
}
