# What .ci/run, .ci/bare and .ci/release share; sourced by each.

# A JDK of that feature version, wherever this system keeps its JDKs.
jdk() {
    local candidate
    for candidate in "${JAVA_HOME:-}" /usr/lib/jvm/* "$HOME"/.sdkman/candidates/java/*; do
        if [ -x "$candidate/bin/javac" ] && grep -qE "^JAVA_VERSION=\"$1[.\"]" "$candidate/release" 2>/dev/null; then
            printf '%s\n' "$candidate"
            return 0
        fi
    done
    return 1
}

# A folder of links to a JDK and to Debian's essential packages.
essentials() { # JDK, folder
    local package file name
    mkdir -p "$2"
    for package in $(dpkg-query -W -f '${Essential} ${Package}\n' | sed -n 's/^yes //p'); do
        dpkg -L "$package" | grep -E '^(/usr)?/bin/' | while read -r file; do
            [ -x "$file" ] && ln -sf "$file" "$2/$(basename "$file")"
        done
    done
    # Names that Debian's alternatives give: awk is essential, whoever provides it.
    for name in awk which; do ln -sf "$(command -v $name)" "$2/$name"; done
    for file in "$1"/bin/*; do ln -sf "$file" "$2/$(basename "$file")"; done
}

# "passed failed skipped" of the test reports below a folder, of those newer than a file where one is named.
tally() { # folder, file
    find "$1" -path '*/target/surefire-reports/TEST-*.xml' ${2:+-newer "$2"} -print0 2>/dev/null | xargs -0 -r sed -n \
        's/.*<testsuite .* tests="\([0-9]*\)" errors="\([0-9]*\)" skipped="\([0-9]*\)" failures="\([0-9]*\)".*/\1 \2 \3 \4/p' |
        awk '{ t += $1; bad += $2 + $4; s += $3 } END { print t - bad - s + 0, bad + 0, s + 0 }'
}

# Which tests failed and what each said first, of the reports that tally counts: a run's end tells it, where its log may be cut.
culprits() { # folder, file
    find "$1" -path '*/target/surefire-reports/TEST-*.xml' ${2:+-newer "$2"} -print0 2>/dev/null | xargs -0 -r awk '
        /<testcase / { match($0, /classname="[^"]*"/); class = substr($0, RSTART + 11, RLENGTH - 12)
                       match($0, / name="[^"]*"/); name = substr($0, RSTART + 7, RLENGTH - 8) }
        /<(failure|error)[ >]/ { told = $0; sub(/^ */, "", told); print "red: " class "." name ": " substr(told, 1, 600) }'
}
