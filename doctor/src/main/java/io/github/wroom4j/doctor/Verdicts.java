package io.github.wroom4j.doctor;

import java.util.Locale;

/** Turns evidence into a diagnosis: the two tables of rules, and the comparison. Pure: no link, no clock. */
final class Verdicts {
    private Verdicts() {}

    static Diagnosis judge(Evidence e) {
        return new Diagnosis(
                HostVerdicts.judge(e),
                ModuleVerdicts.judge(e),
                new Comparison(e, Locale.ENGLISH).rows(),
                e.chain().stream().map(CertificateInfo::of).toList(),
                e);
    }
}
