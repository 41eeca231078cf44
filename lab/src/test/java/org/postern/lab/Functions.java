package org.postern.lab;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;

/// The functions of one Java file, measured by the compiler's own parser.
final class Functions {
    /// @param lines from the opening to the closing brace; a table in an annotation does not count
    record Function(String name, int lines, int parameters, boolean isConstructor) {}

    private Functions() {}

    static List<Function> of(Path file) {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            var task = (JavacTask) compiler.getTask(null, files, null, null, null, files.getJavaFileObjects(file));
            var found = new ArrayList<Function>();
            for (var unit : task.parse()) {
                new Collector(unit, Trees.instance(task), found).scan(unit, null);
            }
            return found;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static final class Collector extends TreePathScanner<Void, Void> {
        private final CompilationUnitTree unit;
        private final Trees trees;
        private final List<Function> found;

        Collector(CompilationUnitTree unit, Trees trees, List<Function> found) {
            this.unit = unit;
            this.trees = trees;
            this.found = found;
        }

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            var positions = trees.getSourcePositions();
            var map = unit.getLineMap();
            Tree measured = method.getBody() == null ? method : method.getBody();
            long from = map.getLineNumber(positions.getStartPosition(unit, measured));
            long to = map.getLineNumber(positions.getEndPosition(unit, method));
            boolean constructor = method.getReturnType() == null;
            var name = constructor ? enclosing() : method.getName().toString();
            found.add(new Function(
                    name, (int) (to - from + 1), method.getParameters().size(), constructor));
            return super.visitMethod(method, null);
        }

        private String enclosing() {
            return getCurrentPath().getParentPath().getLeaf() instanceof ClassTree type
                    ? type.getSimpleName().toString()
                    : "constructor";
        }
    }
}
