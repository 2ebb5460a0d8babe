using System.Globalization;

namespace LoadProbe.Definitions;

/// <summary>What a scenario presses and how: one mix and load, or several as tracks.</summary>
internal sealed class TrackReader(MixReader mix)
{
    private const int MostBrowsers = 50;

    /// <summary>Each track with the place and the journeys of its mix, before loads are read: those need the target, which may come from the mixes.</summary>
    public IReadOnlyList<(Fields Fields, IReadOnlyList<WeightedJourney> Mix)> Mixes(Fields fields, string folder, Overrides over)
    {
        if (!fields.Has("tracks"))
        {
            return [(fields, fields.Needs("mix", "mix: { probes/quotes.yaml: 1 }") ? mix.Read(fields["mix"]!, folder, over, fields.Mistakes) : [])];
        }

        foreach (string key in (string[])["mix", "load"])
        {
            if (fields[key] is { } node) fields.Mistakes.Add(node.At, $"{key} stands beside tracks: put it into one of them");
        }

        if (fields["tracks"] is not ListNode { Items.Count: > 0 } list)
        {
            Node node = fields["tracks"]!;
            fields.Mistakes.Add(node.At, $"tracks is {(node is ListNode ? "empty" : node.Shape)}: write a list, each track after a dash, - {{ mix: probes/quotes.yaml, load: [...] }}");
            return [];
        }

        Fields[] tracks = [.. list.Items.Select(t => Fields.Of(t, "a track", ScenarioKeys.Track, fields.Mistakes))];
        return [.. tracks.Select(t => (t, t.Needs("mix", "mix: { probes/quotes.yaml: 1 }") ? mix.Read(t["mix"]!, folder, over, fields.Mistakes) : []))];
    }

    public static IReadOnlyList<Track> Read(Fields fields, IReadOnlyList<(Fields Fields, IReadOnlyList<WeightedJourney> Mix)> mixes, Target? target, string folder)
    {
        var reader = new LoadReader(target, folder, fields.Mistakes);
        int before = fields.Mistakes.Count;
        bool several = fields.Has("tracks");
        var tracks = new List<Track>();
        foreach ((Fields track, IReadOnlyList<WeightedJourney> journeys) in mixes)
        {
            IReadOnlyList<LoadPhase> load = track.Needs("load", "load: [{ inject: { rate: 10/s, during: 1m } }]") ? reader.Read(track["load"]!) : [];
            string name = !several ? "" : track.Text("name") ?? (journeys is [var only] ? only.Journey.Name : $"track {tracks.Count + 1}");
            if (several && tracks.Any(t => t.Name == name)) track.Mistakes.Add(track["name"]?.At ?? track.At, $"track {Quote.Of(name)} stands twice: give each a name of its own");
            CheckBrowsers(track, journeys, load);
            tracks.Add(new Track { Name = name, Mix = journeys, Load = load });
        }

        if (tracks.Count > 1 && fields.Mistakes.Count == before) CheckTogether(fields, new ScenarioPlan(tracks), new LoadCaps(target));
        return tracks;
    }

    // A browser takes a hundred megabytes and half a processor: a few of them beside many API users.
    private static void CheckBrowsers(Fields track, IReadOnlyList<WeightedJourney> journeys, IReadOnlyList<LoadPhase> load)
    {
        if (journeys.FirstOrDefault(j => j.Journey.Browser is not null) is not { } browsing) return;
        string name = Quote.Bare(browsing.Journey.Name);
        if (journeys.FirstOrDefault(j => j.Journey.Browser is null) is { } other) track.Mistakes.Add(track["mix"]!.At, $"{name} has browser steps and {Quote.Bare(other.Journey.Name)} has not: put them into tracks of their own");
        if (load.Count == 0) return;
        if (load.Any(p => p is OpenPhase or AdaptivePhase)) track.Mistakes.Add(track["load"]!.At, $"{name} has browser steps: press it by users, with keep_constant, ramping_constant or iterations");
        else if (new LoadPlan(load).PeakUsers is > MostBrowsers and int users) track.Mistakes.Add(track["load"]!.At, $"{users} users of {name}, which has browser steps: at most {MostBrowsers}, and the others by an API journey in a track beside it");
    }

    // Each track alone may be within what the target agrees to, and all together above it.
    private static void CheckTogether(Fields fields, ScenarioPlan plan, LoadCaps caps)
    {
        Place at = fields["tracks"]!.At;
        if (caps.Excess(plan.PeakRate) is { } rate) fields.Mistakes.Add(at, string.Create(CultureInfo.InvariantCulture, $"the tracks together reach {plan.PeakRate:0.###}/s, which {rate}"));
        if (caps.Excess(plan.PeakUsers) is { } users) fields.Mistakes.Add(at, $"the tracks together reach {plan.PeakUsers} users, which {users}");
    }
}
