namespace LoadProbe.Metrics;

/// <summary>The tests of objectives: what happens to all probes at once, and what is told of each.</summary>
internal static class ObjectiveTests
{
    private const int Hours7 = 7 * 60, Day = 24 * 60;

    private static readonly string[] Two = ["a", "b"], One = ["a"];

    public static void Write(ProofLines lines, IReadOnlyList<Objected> all)
    {
        if (all.Count == 0) return;
        Told(lines, all, "everything fails on two agents", _ => 1, Two);
        Told(lines, all, "everything fails, and there is one agent", _ => 1, One);
        Told(lines, all, "a quarter more fails than the faster page takes", o => Share(o, 1.25m * o.Burn("page", fastest: true)), Two);
        Told(lines, all, "too little fails for the faster page, and enough for the slower one", Middling, Two);
        Burning(lines, all, "everything fails on one agent of two: no page", 120, o => [.. o.Failing(60, 1, One), .. o.Failing(0, 0, "b")], "page");
        Steady(lines, all, "a slow burn for a day: a ticket", 120, Day + 120, o => Between(o.Burn("ticket", fastest: true), o.Burn("page", fastest: false), 6));
        Steady(lines, all, "a little more than a ticket takes: one", 0, 240, o => 1.2m * o.Burn("ticket", fastest: false));
        Steady(lines, all, "a little less than a ticket takes: none", 0, 240, o => 0.9m * o.Burn("ticket", fastest: false));
        Single(lines, all);
        if (all.Any(o => o.Probe.Maintenance.Count > 0)) Maintenance(lines, [.. all.Where(o => o.Probe.Maintenance.Count > 0)]);
    }

    private static decimal Share(Objected o, decimal burn) => Math.Min(0.95m, burn * o.Slo.Budget);

    private static decimal Middling(Objected o) => Share(o, Between(o.Burn("page", fastest: false), o.Burn("page", fastest: true), 4));

    // Never at a limit itself, where rounding decides.
    private static decimal Between(decimal slow, decimal fast, int part) => Math.Max(1.05m * slow, slow + ((fast - slow) / part));

    // Each probe's trouble begins so that its page is due in the same minute; then a minute later, and it is not.
    private static void Told(ProofLines lines, IReadOnlyList<Objected> all, string name, Func<Objected, decimal> share, IReadOnlyList<string> agents)
    {
        Burning(lines, all, $"{name}: a page as soon as it has to be", Hours7, o => o.Failing(o.Beginning(Hours7, share(o), agents) ?? 60, share(o), agents), "page");
        Burning(lines, all, $"{name}, but a minute later: not yet", Hours7, o => o.Failing(o.Beginning(Hours7, share(o), agents) is { } from ? o.TooLate(Hours7, from, share(o), agents) : 60, share(o), agents), "page");
    }

    // With as many runs as it takes for the share alone to decide.
    private static void Steady(ProofLines lines, IReadOnlyList<Objected> all, string name, int from, int last, Func<Objected, decimal> burn) =>
        Burning(lines, all, name, last, o => o.Busy(Share(o, burn(o)), last - from).Failing(from, Share(o, burn(o)), Two), "page", "ticket");

    private static void Burning(ProofLines lines, IReadOnlyList<Objected> all, string name, int last, Func<Objected, IReadOnlyList<Course>> courses, params IReadOnlyList<string> severities)
    {
        lines.Test(name);
        (Objected Of, IReadOnlyList<Course> Courses)[] made = [.. all.Select(o => (o, courses(o)))];
        foreach ((Objected of, IReadOnlyList<Course> course) in made) lines.Series(of.Probe, course, last);
        lines.Expectations();
        foreach (string severity in severities) lines.Firing(last, severity == "page" ? AlertText.Fast : AlertText.Slow, [.. made.SelectMany(m => Filled(m.Of, severity, m.Courses, last))]);
    }

    // Whatever the objective is, one run is not enough.
    private static void Single(ProofLines lines, IReadOnlyList<Objected> all)
    {
        lines.Test("one failed run, and there is one agent: nobody is told");
        foreach (Objected o in all) lines.Series(o.Probe, [new Course("a", (0, 0, o.Rate), (60, 1, Math.Max(0, o.Rate - 1)), (61, 0, o.Rate))], 240);
        lines.Expectations();
        lines.Silent([65, 70, 90, 120, 180, 240], AlertText.Fast, AlertText.Slow);
    }

    private static void Maintenance(ProofLines lines, IReadOnlyList<Objected> all)
    {
        lines.Test("everything fails in maintenance: nobody is told");
        foreach (Objected o in all)
        {
            lines.Series(o.Probe, o.Failing(60, 1, Two), 180);
            lines.Series(RuleText.Of("loadprobe_probe_state", o.Probe, ",state=\"maintenance\""), "0+0x59 1+0x120");
        }

        lines.Expectations();
        lines.Silent([70, 120, 180], AlertText.Fast, AlertText.Slow);
    }

    private static IEnumerable<(Probe, AlertText)> Filled(Objected o, string severity, IReadOnlyList<Course> courses, int minute) =>
        o.Expected.At(severity, courses, minute).Share is { } share ? [(o.Probe, AlertText.Burning(o.Slo, severity, o.Pairs.Of(severity)).Filled(o.Probe, Expected.Percentage(share)))] : [];
}
