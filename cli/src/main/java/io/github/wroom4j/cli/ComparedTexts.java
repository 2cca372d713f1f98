package io.github.wroom4j.cli;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TaskEvent;
import com.sun.source.util.TaskListener;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import javax.lang.model.type.TypeMirror;

/**
 * Where a sketch compares two texts by {@code ==}, as C++ does: javac takes it, and it asks whether they are one object,
 * which no text is that was read or put together. Heard while it compiles.
 */
final class ComparedTexts implements TaskListener {
    private final Trees trees;
    private final Set<String> places = new TreeSet<>();

    private ComparedTexts(Trees trees) {
        this.trees = trees;
    }

    /** Listens to a task that has not begun. */
    static ComparedTexts in(JavacTask task) {
        var heard = new ComparedTexts(Trees.instance(task));
        task.addTaskListener(heard);
        return heard;
    }

    /** File and line of each comparison. */
    Set<String> places() {
        return places;
    }

    @Override
    public void finished(TaskEvent event) {
        if (event.getKind() != TaskEvent.Kind.ANALYZE || event.getTypeElement() == null) {
            return;
        }
        TreePath type = trees.getPath(event.getTypeElement());
        if (type != null) {
            new Comparisons(type.getCompilationUnit()).scan(type, null);
        }
    }

    private final class Comparisons extends TreePathScanner<Void, Void> {
        private final CompilationUnitTree unit;

        Comparisons(CompilationUnitTree unit) {
            this.unit = unit;
        }

        @Override
        public Void visitBinary(BinaryTree compared, Void nothing) {
            boolean equality = compared.getKind() == Tree.Kind.EQUAL_TO || compared.getKind() == Tree.Kind.NOT_EQUAL_TO;
            if (equality && isText(compared.getLeftOperand()) && isText(compared.getRightOperand())) {
                long at = trees.getSourcePositions().getStartPosition(unit, compared);
                Path file = Path.of(unit.getSourceFile().toUri()).getFileName();
                places.add(file + ":" + unit.getLineMap().getLineNumber(at));
            }
            return super.visitBinary(compared, nothing);
        }

        private boolean isText(ExpressionTree operand) {
            TypeMirror type = trees.getTypeMirror(new TreePath(getCurrentPath(), operand));
            return type != null && type.toString().equals("java.lang.String");
        }
    }
}
