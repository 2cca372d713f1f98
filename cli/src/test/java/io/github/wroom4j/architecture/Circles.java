package io.github.wroom4j.architecture;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Files that need each other, directly or through others: the strongly connected components, by Tarjan's algorithm. */
final class Circles {
    private final Map<String, Set<String>> arrows = new TreeMap<>();
    private final Map<String, Integer> index = new HashMap<>();
    private final Map<String, Integer> lowest = new HashMap<>();
    private final Deque<String> open = new ArrayDeque<>();
    private final List<Set<String>> found = new ArrayList<>();

    private Circles(JavaClasses classes) {
        for (JavaClass type : classes) {
            Set<String> targets = arrows.computeIfAbsent(file(type), f -> new TreeSet<>());
            for (Dependency each : type.getDirectDependenciesFromSelf()) {
                targets.add(file(each.getTargetClass().getBaseComponentType()));
            }
        }
        arrows.values().forEach(targets -> targets.retainAll(arrows.keySet()));
    }

    /** Every circle, as the names of its files. */
    static List<Set<String>> of(JavaClasses classes) {
        var circles = new Circles(classes);
        circles.arrows.keySet().forEach(each -> {
            if (!circles.index.containsKey(each)) {
                circles.visit(each);
            }
        });
        return circles.found;
    }

    /** A nested class stands in the file of its outermost one. */
    private static String file(JavaClass type) {
        String name = type.getName();
        int nested = name.indexOf('$');
        return nested < 0 ? name : name.substring(0, nested);
    }

    private void visit(String file) {
        index.put(file, index.size());
        lowest.put(file, index.get(file));
        open.push(file);
        for (String target : arrows.get(file)) {
            if (!index.containsKey(target)) {
                visit(target);
                lowest.merge(file, lowest.get(target), Math::min);
            } else if (open.contains(target)) {
                lowest.merge(file, index.get(target), Math::min);
            }
        }
        if (lowest.get(file).equals(index.get(file))) {
            var circle = new TreeSet<String>();
            String member;
            do {
                member = open.pop();
                circle.add(member);
            } while (!member.equals(file));
            if (circle.size() > 1) {
                found.add(circle);
            }
        }
    }
}
