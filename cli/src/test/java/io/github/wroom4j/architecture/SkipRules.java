package io.github.wroom4j.architecture;

import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.lang.model.element.Modifier;
import javax.tools.ToolProvider;

/**
 * Reads test sources for what turns a skip into a failure. JUnit reports a test as failed, not as skipped, when anything else is
 * thrown after the assumption that aborts it, a NullPointerException of the cleaning for example.
 *
 * <p>The sources are parsed, not compiled: what is called is known by its name, within a file.
 */
final class SkipRules {
    /** What skips a test where a program is missing, by the class that it is called on. */
    private static final Map<String, Set<String>> SKIPPING = Map.of(
            "Require", Set.of("program", "that"),
            "Counterparts", Set.of("openssl", "gnutls", "nginx", "mosquitto", "ser2net", "socat", "tshark"),
            "ExternalProgram", Set.of("start", "run"),
            "Assumptions", Set.of("assumeTrue", "assumeFalse", "assumeThat", "abort"));

    private static final Set<String> IMPORTED = Set.of("assumeTrue", "assumeFalse", "abort");
    private static final Set<String> CATCHING = Set.of("assertThrows", "assertThrowsExactly");
    private static final Set<String> ELSEWHERE =
            Set.of("supplyAsync", "runAsync", "submit", "execute", "invokeAll", "start");

    private final CompilationUnitTree file;
    private final SourcePositions positions;
    private final String name;
    private final List<String> broken = new ArrayList<>();

    private SkipRules(CompilationUnitTree file, SourcePositions positions, String name) {
        this.file = file;
        this.positions = positions;
        this.name = name;
    }

    /** What breaks the rules, a line each, with file and line relative to {@code top}. */
    static List<String> broken(Path top, List<Path> sources) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var broken = new ArrayList<String>();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            var task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(sources));
            for (CompilationUnitTree file : task.parse()) {
                Path path = Path.of(file.getSourceFile().toUri());
                var rules = new SkipRules(
                        file,
                        Trees.instance(task).getSourcePositions(),
                        top.relativize(path).toString());
                new TreeScanner<Void, Void>() {
                    @Override
                    public Void visitClass(ClassTree type, Void nothing) {
                        rules.read(type);
                        return super.visitClass(type, nothing);
                    }
                }.scan(file, null);
                broken.addAll(rules.broken);
            }
        }
        return broken;
    }

    private void complain(Tree where, String what) {
        long line = file.getLineMap().getLineNumber(positions.getStartPosition(file, where));
        broken.add(name + ":" + line + ": " + what);
    }

    private void read(ClassTree type) {
        var methods = new ArrayList<MethodTree>();
        var unset = new HashSet<String>();
        for (Tree member : type.getMembers()) {
            if (member instanceof MethodTree method && method.getBody() != null) {
                methods.add(method);
            } else if (member instanceof VariableTree field
                    && field.getInitializer() == null
                    && !field.getModifiers().getFlags().contains(Modifier.FINAL)
                    // What an extension fills in is there before anything of the class runs.
                    && field.getModifiers().getAnnotations().isEmpty()) {
                unset.add(field.getName().toString());
            }
        }
        Set<String> skipping = skipping(methods);
        for (MethodTree method : methods) {
            if (annotated(method, "AfterEach")) {
                cleaning(method, unset, methods, skipping, "BeforeEach");
            }
            if (annotated(method, "AfterAll")) {
                cleaning(method, unset, methods, skipping, "BeforeAll");
            }
            finals(method);
            caught(method, skipping);
        }
    }

    /** The methods of a class that may skip the test: themselves, or through another one. */
    private static Set<String> skipping(List<MethodTree> methods) {
        var known = new HashSet<String>();
        int before;
        do {
            before = known.size();
            for (MethodTree method : methods) {
                if (!calls(method.getBody(), known).isEmpty()) {
                    known.add(method.getName().toString());
                }
            }
        } while (known.size() > before);
        return known;
    }

    /** The calls in a piece of code that may skip the test. */
    private static List<Tree> calls(Tree code, Set<String> skippingMethods) {
        var calls = new ArrayList<Tree>();
        new TreeScanner<Void, Void>() {
            @Override
            public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
                ExpressionTree callee = call.getMethodSelect();
                if (callee instanceof IdentifierTree own) {
                    String name = own.getName().toString();
                    if (IMPORTED.contains(name) || skippingMethods.contains(name)) {
                        calls.add(call);
                    }
                } else if (callee instanceof MemberSelectTree of && skips(of.getExpression(), of.getIdentifier())) {
                    calls.add(call);
                }
                return super.visitMethodInvocation(call, nothing);
            }

            @Override
            public Void visitMemberReference(MemberReferenceTree reference, Void nothing) {
                if (skips(reference.getQualifierExpression(), reference.getName())) {
                    calls.add(reference);
                }
                return super.visitMemberReference(reference, nothing);
            }

            private boolean skips(ExpressionTree on, CharSequence method) {
                return on.toString().equals("this") && skippingMethods.contains(method.toString())
                        || SKIPPING.getOrDefault(on.toString(), Set.of()).contains(method.toString());
            }
        }.scan(code, null);
        return calls;
    }

    private static boolean annotated(MethodTree method, String annotation) {
        return method.getModifiers().getAnnotations().stream()
                .anyMatch(each -> each.getAnnotationType().toString().equals(annotation));
    }

    /** A method that cleans up touches a field only if it is set whenever that method runs, or is asked for first. */
    private void cleaning(
            MethodTree after, Set<String> unset, List<MethodTree> methods, Set<String> skipping, String before) {
        List<MethodTree> setters =
                methods.stream().filter(method -> annotated(method, before)).toList();
        dereferenced(after.getBody()).forEach((what, where) -> {
            if (!unset.contains(what)) {
                return;
            }
            var setter = setters.stream()
                    .filter(method -> assignment(method.getBody(), what) != null)
                    .findFirst();
            if (setter.isEmpty()) {
                complain(where, after.getName() + "() touches " + what + ", which no @Before method sets");
                return;
            }
            Tree set = assignment(setter.get().getBody(), what);
            for (MethodTree each : setters) {
                boolean aborted = calls(each.getBody(), skipping).stream()
                        .anyMatch(call -> each != setter.get()
                                || positions.getStartPosition(file, call) < positions.getEndPosition(file, set));
                if (aborted) {
                    complain(
                            where,
                            after.getName() + "() touches " + what + ", which is unset when " + each.getName()
                                    + "() is aborted");
                }
            }
        });
    }

    /** The first place of a method that assigns a variable. */
    private static Tree assignment(Tree code, String variable) {
        var found = new ArrayList<Tree>();
        new TreeScanner<Void, Void>() {
            @Override
            public Void visitAssignment(AssignmentTree assignment, Void nothing) {
                if (assignment.getVariable().toString().equals(variable)) {
                    found.add(assignment);
                }
                return super.visitAssignment(assignment, nothing);
            }
        }.scan(code, null);
        return found.isEmpty() ? null : found.get(0);
    }

    /** What methods are called on, with the first place: variables, and what a holder's get() gives. Not behind its own if. */
    private static Map<String, Tree> dereferenced(Tree code) {
        var all = new HashMap<String, Tree>();
        new TreeScanner<Void, Void>() {
            private final List<String> asked = new ArrayList<>();

            @Override
            public Void visitIf(IfTree branch, Void nothing) {
                asked.add(branch.getCondition().toString());
                super.visitIf(branch, nothing);
                asked.remove(asked.size() - 1);
                return null;
            }

            @Override
            public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
                if (call.getMethodSelect() instanceof MemberSelectTree of) {
                    String on = of.getExpression().toString();
                    if (asked.stream().noneMatch(condition -> condition.contains(on + " != null"))) {
                        all.putIfAbsent(on, call);
                    }
                }
                return super.visitMethodInvocation(call, nothing);
            }
        }.scan(code, null);
        return all;
    }

    /** A finally touches only what stood before its try. */
    private void finals(MethodTree method) {
        new TreeScanner<Void, Void>() {
            @Override
            public Void visitTry(TryTree attempt, Void nothing) {
                if (attempt.getFinallyBlock() != null) {
                    dereferenced(attempt.getFinallyBlock()).forEach((what, where) -> {
                        if (assignment(attempt.getBlock(), what) != null
                                || what.endsWith(".get()")
                                        && dereferenced(attempt.getBlock()).containsKey(holder(what))) {
                            complain(where, "finally touches " + what + ", which is set inside the try");
                        }
                    });
                }
                return super.visitTry(attempt, nothing);
            }

            private String holder(String get) {
                return get.substring(0, get.length() - ".get()".length());
            }
        }.scan(method.getBody(), null);
    }

    /** What skips a test is thrown in the test's thread, and past whatever waits for a failure. */
    private void caught(MethodTree method, Set<String> skipping) {
        boolean otherThreads = callsAny(method.getBody(), ELSEWHERE);
        new TreeScanner<Void, Void>() {
            private boolean askedBefore;

            @Override
            public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
                if (CATCHING.contains(name(call))
                        && !call.getArguments().get(0).toString().equals("TestAbortedException.class")) {
                    check(call, name(call) + " catches what skips the test: ask with Require before it");
                }
                super.visitMethodInvocation(call, nothing);
                askedBefore |= call.getMethodSelect().toString().startsWith("Require.");
                return null;
            }

            @Override
            public Void visitLambdaExpression(LambdaExpressionTree lambda, Void nothing) {
                if (otherThreads) {
                    check(lambda, "what skips the test is left to another thread: ask with Require before it");
                }
                return super.visitLambdaExpression(lambda, nothing);
            }

            @Override
            public Void visitMemberReference(MemberReferenceTree reference, Void nothing) {
                if (otherThreads) {
                    check(reference, "what skips the test is left to another thread: ask with Require before it");
                }
                return super.visitMemberReference(reference, nothing);
            }

            private void check(Tree code, String what) {
                if (!askedBefore && !calls(code, skipping).isEmpty()) {
                    complain(code, what);
                }
            }
        }.scan(method.getBody(), null);
    }

    private static boolean callsAny(Tree code, Set<String> names) {
        var found = new ArrayList<Tree>();
        new TreeScanner<Void, Void>() {
            @Override
            public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
                if (names.contains(name(call))) {
                    found.add(call);
                }
                return super.visitMethodInvocation(call, nothing);
            }
        }.scan(code, null);
        return !found.isEmpty();
    }

    private static String name(MethodInvocationTree call) {
        return call.getMethodSelect() instanceof MemberSelectTree of
                ? of.getIdentifier().toString()
                : call.getMethodSelect().toString();
    }
}
