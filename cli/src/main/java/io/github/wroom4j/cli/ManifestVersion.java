package io.github.wroom4j.cli;

import java.io.IOException;
import java.net.JarURLConnection;
import java.util.jar.Attributes;
import picocli.CommandLine.IVersionProvider;

/** The version, build time and commit that the manifest of wroom4j.jar gives. */
final class ManifestVersion implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
        var here = ManifestVersion.class.getResource("ManifestVersion.class");
        // Class files in a folder have no manifest.
        var attributes =
                here != null && here.openConnection() instanceof JarURLConnection jar ? jar.getMainAttributes() : null;
        return new String[] {line(attributes)};
    }

    /**
     * The line that {@code --version} prints.
     *
     * @param manifest the jar's main attributes, or null outside a jar
     */
    static String line(Attributes manifest) {
        String version = manifest == null ? null : manifest.getValue(Attributes.Name.IMPLEMENTATION_VERSION);
        if (version == null) {
            return "wroom4j (built from source)";
        }
        String time = manifest.getValue("Build-Time");
        String commit = manifest.getValue("Build-Commit");
        // Without a git repository Maven leaves the commit's line out of a release's manifest.
        if (time == null || commit == null || commit.equals("unknown")) {
            return "wroom4j " + version + " (built from source)";
        }
        return "wroom4j " + version + " (build " + time + ", commit " + commit + ")";
    }
}
