namespace LoadProbe.Probing;

/// <summary>
/// What every request of a run says of itself, so that a target tells it from a customer's and a write into the shadow from a
/// real one: the run's id in a header, W3C Baggage, and W3C Trace Context. What a step says there itself is kept, but for
/// what would contradict it.
/// </summary>
public sealed class PressureMark
{
    private const string BaggageName = "baggage";
    private const string StateName = "tracestate";
    private const string RunKey = "loadprobe.run";
    private const string KindKey = "loadprobe.kind";
    private const string StateKey = "loadprobe";

    // W3C Trace Context, 3.3.1.1: the last of more are left out.
    private const int MostStates = 32;

    private readonly string _header;
    private readonly string _run;
    private readonly string _state;
    private readonly string[] _baggage;

    private PressureMark(string header, string run)
    {
        (_header, _run, _state) = (header, run, $"{StateKey}={run}");
        _baggage = [.. Enum.GetValues<StepEffect>().Select(e => $"{RunKey}={run},{KindKey}={e.Word()}")];
    }

    /// <summary>That of a run; null when its requests carry none.</summary>
    public static PressureMark? Of(Mark mark, string run) => mark.Header is { } header ? new PressureMark(header, run) : null;

    /// <summary>All fields of a request that is sent once: its own, and these.</summary>
    public IReadOnlyList<(string Name, string Value)> Fields(IEnumerable<(string Name, string Value)> own, StepEffect effect)
    {
        List<(string Name, string Value)> fields = [.. own];
        if (Onto(fields, effect)) fields.Add((TraceParent.Name, TraceParent.Next()));
        return fields;
    }

    /// <summary>Adds what is the same for each sending of a request.</summary>
    /// <returns>Whether each is a trace of its own: a step that names its trace keeps it.</returns>
    internal bool Onto(List<(string Name, string Value)> fields, StepEffect effect)
    {
        Take(fields, _header);
        fields.Add((_header, _run));
        string baggage = _baggage[(int)effect];
        fields.Add((BaggageName, Take(fields, BaggageName) is { } said ? Joined([.. Others(said, RunKey, KindKey), baggage]) : baggage));
        // Who adds to a state stands first in it, and once.
        fields.Add((StateName, Take(fields, StateName) is { } state ? Joined([_state, .. Others(state, StateKey).Take(MostStates - 1)]) : _state));
        return !fields.Exists(static f => f.Name.Equals(TraceParent.Name, StringComparison.OrdinalIgnoreCase));
    }

    // What several fields of a name say is one list.
    private static string? Take(List<(string Name, string Value)> fields, string name)
    {
        string? said = null;
        for (int i = fields.Count - 1; i >= 0; i--)
        {
            if (!fields[i].Name.Equals(name, StringComparison.OrdinalIgnoreCase)) continue;
            said = said is null ? fields[i].Value : $"{fields[i].Value},{said}";
            fields.RemoveAt(i);
        }

        return said;
    }

    private static IEnumerable<string> Others(string list, params string[] keys) =>
        list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(member => !keys.Contains(member[..(member.IndexOfAny(['=', ';']) is >= 0 and int end ? end : member.Length)].TrimEnd()));

    private static string Joined(string[] members) => string.Join(',', members);
}
