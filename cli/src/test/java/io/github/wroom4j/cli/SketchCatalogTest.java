package io.github.wroom4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.github.wroom4j.Sketch;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The catalogue and the module that it lists. */
class SketchCatalogTest {

    @Test
    void every_sketch_of_the_module_has_its_name_in_the_catalogue() {
        var there = new ClassFileImporter()
                .importPackages("io.github.wroom4j.sketches").stream()
                        .filter(type -> type.isAssignableTo(Sketch.class))
                        .filter(type -> !type.getModifiers().contains(JavaModifier.ABSTRACT))
                        .map(type -> type.getSimpleName())
                        .collect(Collectors.toCollection(TreeSet::new));
        var listed = SketchCatalog.bundled().stream()
                .map(SketchCatalog.Entry::name)
                .collect(Collectors.toCollection(TreeSet::new));

        assertEquals(there, listed);
    }
}
