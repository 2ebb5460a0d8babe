namespace LoadProbe.Metrics;

/// <summary>Rules for Prometheus from probes: that they are dialled, that their objectives are met, and that we can tell. With tests that promtool runs.</summary>
/// <param name="Rules">A file of rules.</param>
/// <param name="Tests">A file of tests of these, which names the other by <see cref="FileName"/>.</param>
/// <param name="Probes">That it is made from, by their names.</param>
public sealed record PrometheusRules(string Rules, string Tests, IReadOnlyList<Probe> Probes)
{
    public const string FileName = "loadprobe-rules.yaml";

    public const string TestsFileName = "loadprobe-rules.test.yaml";

    /// <summary>How each of the files begins: what does not is somebody else's.</summary>
    public const string Mark = "# Made by loadprobe rules generate";

    /// <summary>From probes of different names; those without a schedule are left aside.</summary>
    public static PrometheusRules Of(IEnumerable<Probe> probes)
    {
        Probe[] dialled = [.. probes.Where(p => p.Every is not null).OrderBy(p => p.Name, StringComparer.Ordinal)];
        return new PrometheusRules(RulesOf(dialled), TestsOf(dialled), dialled);
    }

    /// <summary>What cannot be told of a probe's objective.</summary>
    public static IReadOnlyList<string> Doubts(Probe probe) =>
        probe is { Slo: { } slo, Every: { } every } ? [.. slo.Doubts(every, Math.Max(1, probe.Policy.Quorum.Voters)), .. BurnPairs.Of(slo, every).LeftOut] : [];

    private static string RulesOf(IReadOnlyList<Probe> probes)
    {
        var lines = new RuleLines();
        lines.Comment(From(probes));
        lines.Comment("It is written over when it is made anew: change the probes instead. Where it is proved:");
        lines.Comment($"promtool check rules {FileName} && promtool test rules {TestsFileName}");
        lines.Comment("");
        lines.Comment("Windows and burn rates are those of Google, The Site Reliability Workbook, chapter 5. What counts is runs that passed and runs that");
        lines.Comment("failed, of all agents together; those that are invalid are our own fault. One failed run never tells anybody: a page needs 3 in its long");
        lines.Comment("window, and where several agents ran it, of 2 of them; a ticket needs 2. Keep samples for as long as the longest window");
        lines.Comment("(--storage.tsdb.retention.time): until then the budget is that of what there is.");
        lines.Plain("groups:");
        OwnRules.Write(lines);
        foreach (Probe probe in probes)
        {
            lines.Plain("");
            lines.Comment($"{probe.At.File}: every {RuleText.Span(probe.Every!.Value)}{(probe.Slo is { } s ? $", {Slo.Percent(s.Objective)} of the runs in {RuleText.Span(s.Window)}" : ", no objective")}", "  ");
            DialledRules.Write(lines, probe, probe.Every.Value);
            if (probe.Slo is not { } slo) continue;
            foreach (string doubt in Doubts(probe)) lines.Comment(doubt, "  ");
            SloRules.Write(lines, probe, slo, probe.Every.Value);
        }

        return lines.Text;
    }

    private static string TestsOf(IReadOnlyList<Probe> probes)
    {
        Objected[] objected = [.. probes.Where(p => p.Slo is not null).Select(p => new Objected(p, p.Slo!, p.Every!.Value))];
        var lines = new ProofLines();
        lines.Comment(From(probes));
        lines.Comment($"It proves {FileName}, which lies beside it: promtool test rules {TestsFileName}");
        lines.Plain($"rule_files: [ {FileName} ]\nevaluation_interval: 5m\ntests:");
        OtherTests.Write(lines, [.. probes.Select(p => (p, p.Every!.Value))], objected);
        ObjectiveTests.Write(lines, objected);
        return lines.Text;
    }

    private static string From(IReadOnlyList<Probe> probes) => $"{Mark[2..]} from {(probes.Count == 0 ? "no probe" : string.Join(", ", probes.Select(p => p.At.File)))}.";
}
