namespace LoadProbe.Definitions;

/// <summary>
/// Makes the requests that a browser recorded (a HAR) a journey of API steps: what an answer said and a later request
/// carried is saved there and used here, secrets become variables, and what is left out is counted.
/// </summary>
public static class HarImport
{
    private const int MostLines = 40;

    /// <param name="path">The HAR's.</param>
    /// <param name="options">What is taken of it.</param>
    public static Loaded<HarJourney> Of(string path, HarOptions options)
    {
        Loaded<HarFile> file = HarFile.Load(path);
        if (file.Value is not { } har) return new Loaded<HarJourney>(null, file.Mistakes);
        var choice = new HarChoice(har.Entries, options);
        if (choice.Kept.Count == 0) return new Loaded<HarJourney>(null, [new Mistake(new Place(path, 1, 1), Nothing(har, choice, options))]);
        // Where the first page was in the end: http leads to https.
        Uri target = (choice.Kept.FirstOrDefault(c => c.Last.Location is null) ?? choice.Kept[0]).Last.Url;
        var secrets = new HarSecrets();
        HarSteps steps = Steps(choice.Kept, secrets, target);
        steps = Steps(choice.Kept.Take(steps.Steps.Count), secrets, target);
        List<HarChosen> kept = choice.Kept[..steps.Steps.Count];
        int without = choice.Kept.Count - kept.Count;
        List<string> unsaid =
        [
            .. secrets.Used.Select(s => $"the value of {s} is a secret and not copied: it is read from the environment variable {Variable(s)}, or given as --var {s}=…"),
            .. Cookies(kept),
            .. steps.Unsaid.Count > MostLines ? [.. steps.Unsaid.Take(MostLines), $"{steps.Unsaid.Count - MostLines} further bodies that are no text"] : steps.Unsaid,
            .. choice.OtherHosts.Any() ? [$"requests to other hosts, which --host takes: {string.Join(", ", choice.OtherHosts.Take(MostLines))}{(choice.OtherHosts.Count() > MostLines ? ", …" : "")}"] : Array.Empty<string>(),
            .. choice.LeftOut,
        ];
        if (har.Unreadable > 0) unsaid.Add(LeftOut(har.Unreadable, "not readable"));
        if (without > 0) unsaid.Add(LeftOut(without, "no room in one file; record a shorter session, or take fewer hosts"));
        if (steps.IsCut) unsaid.Add("some answers have more values than were looked at: what later requests use of them stands as it was");
        HarTiming timing = HarTiming.Of(kept, options.Every, unsaid);
        return new Loaded<HarJourney>(new HarJourney
        {
            Name = options.Name ?? DefaultName(path),
            From = Quote.Bare(Path.GetFileName(path)),
            Address = HarOrigin.Of(target),
            Origins = [.. kept.SelectMany(c => new[] { c.Entry.Url, c.Last.Url }).Where(u => AllowRule.Parse(HarOrigin.HostAndPort(u)) is not null).Select(HarOrigin.HostAndPort).Distinct()],
            IsLoopback = target.IsLoopback,
            Secrets = [.. secrets.Used.Select(s => (s, Variable(s)))],
            Steps = steps.Steps,
            Timing = timing,
            Unsaid = [.. unsaid.Select(Quote.Line)],
        }, []);
    }

    internal static string LeftOut(int count, string why) => $"{count} request{(count == 1 ? "" : "s")} left out: {why}";

    private static HarSteps Steps(IEnumerable<HarChosen> kept, HarSecrets secrets, Uri target)
    {
        var steps = new HarSteps(secrets, secrets.Again(), HarOrigin.Of(target));
        foreach (HarChosen chosen in kept)
        {
            if (!steps.Add(chosen)) break;
        }

        return steps;
    }

    private static string Nothing(HarFile har, HarChoice choice, HarOptions options)
    {
        string[] hosts = [.. har.Entries.Select(e => HarOrigin.Host(e.Url)).Where(h => h.Length > 0).Distinct().Order(StringComparer.Ordinal)];
        if (har.Entries.Count == 0) return "there is no request in it";
        string wanted = options.Hosts.Count > 0 ? $" to {string.Join(" or ", options.Hosts.Select(Quote.Bare))}" : "";
        return $"no request{wanted} becomes a step. Hosts in it: {Quote.List(hosts)}{string.Concat(choice.LeftOut.Select(l => $"; {l}"))}";
    }

    // A session that was there before is not in the file as an answer.
    private static IEnumerable<string> Cookies(List<HarChosen> kept)
    {
        var set = new HashSet<string>();
        var before = new SortedSet<string>(StringComparer.Ordinal);
        foreach (HarChosen chosen in kept)
        {
            before.UnionWith(chosen.Entry.Cookies.Where(c => !set.Contains(c)));
            set.UnionWith(chosen.Entry.CookiesSet);
            set.UnionWith(chosen.Last.CookiesSet);
        }

        return before.Count == 0 ? [] : [$"cookies that no request here was given: {Quote.List(before)}. Record the session from its login on, or send them as a header Cookie"];
    }

    private static string Variable(string name) => name.ToUpperInvariant();

    private static string DefaultName(string path)
    {
        string name = string.Join('-', System.Text.RegularExpressions.Regex.Split(Path.GetFileNameWithoutExtension(path).ToLowerInvariant(), @"[^\p{L}\p{Nd}]+").Where(p => p.Length > 0));
        if (name.Length > 60) name = name[..60];
        return name is "" or "targets" ? "recorded" : name;
    }
}
