package io.github.wroom4j.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.ArrayList;
import java.util.List;

/**
 * The floors inside a module, highest first. A package may see its own floor and those below, never one above. A name
 * ending in {@code ..} takes the packages below it along; the longest fitting name wins.
 */
final class Floors {
    private final String module;
    private final List<List<String>> floors;

    private Floors(String module, List<List<String>> floors) {
        this.module = module;
        this.floors = floors;
    }

    /** Floors from the top down, packages of one floor separated by blanks, relative to the root package. */
    static Floors of(String module, String... fromTheTop) {
        var floors = new ArrayList<List<String>>();
        for (String floor : fromTheTop) {
            floors.add(List.of(floor.trim().split("\\s+")));
        }
        return new Floors(module, floors);
    }

    /** One rule for each floor but the top one: nothing on it may see a higher one. */
    List<ArchRule> rules() {
        var rules = new ArrayList<ArchRule>();
        for (int floor = 1; floor < floors.size(); floor++) {
            rules.add(ArchRuleDefinition.noClasses()
                    .that(on(floor, floor))
                    .should()
                    .dependOnClassesThat(on(0, floor - 1))
                    .as(module + ": " + floors.get(floor) + " sees nothing above itself")
                    // A floor may be drawn before its first class is written.
                    .allowEmptyShould(true));
        }
        return rules;
    }

    private DescribedPredicate<JavaClass> on(int highest, int lowest) {
        return DescribedPredicate.describe("classes in " + floors.subList(highest, lowest + 1), type -> {
            int floor = floorOf(type.getPackageName());
            return floor >= highest && floor <= lowest;
        });
    }

    /** The floor of a package, counted from the top; −1 for a package of another module. */
    int floorOf(String packageName) {
        int found = -1;
        int length = -1;
        for (int floor = 0; floor < floors.size(); floor++) {
            for (String name : floors.get(floor)) {
                boolean deep = name.endsWith("..");
                String bare = deep ? name.substring(0, name.length() - 2) : name;
                String full = bare.isEmpty() || bare.equals(".") ? House.ROOT : House.ROOT + "." + bare;
                boolean fits = packageName.equals(full) || deep && packageName.startsWith(full + ".");
                if (fits && full.length() > length) {
                    found = floor;
                    length = full.length();
                }
            }
        }
        return found;
    }
}
