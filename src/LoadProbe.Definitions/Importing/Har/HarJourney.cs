using System.Text;

namespace LoadProbe.Definitions;

/// <summary>A journey made of a HAR, before it is said where its target stands.</summary>
public sealed record HarJourney
{
    internal HarJourney()
    {
    }

    /// <summary>Of the journey, and of its file without the ending.</summary>
    public required string Name { get; init; }

    /// <summary>Scheme, host and port of the target.</summary>
    public required string Address { get; init; }

    /// <summary>What it does not say though the recording did, what has to be given, and what was left out, a line each.</summary>
    public required IReadOnlyList<string> Unsaid { get; init; }

    /// <summary>How many steps it has.</summary>
    public int Count => Steps.Count;

    /// <summary>How many values it saves for later steps.</summary>
    public int Saved => Steps.Sum(s => s.Saved);

    internal string From { get; init; } = "";

    internal IReadOnlyList<string> Origins { get; init; } = [];

    internal bool IsLoopback { get; init; }

    internal IReadOnlyList<(string Name, string Environment)> Secrets { get; init; } = [];

    internal IReadOnlyList<HarStep> Steps { get; init; } = [];

    internal HarTiming Timing { get; init; } = new(TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(10), TimeSpan.Zero);

    /// <summary>The name that the target has in a targets.yaml: its host's.</summary>
    public string TargetName => string.Join('-', new Uri(Address).IdnHost.Split(['.', ':', '[', ']', '_'], StringSplitOptions.RemoveEmptyEntries)) is { Length: > 0 } name && char.IsAsciiLetter(name[0]) ? name : $"host-{string.Join('-', new Uri(Address).IdnHost.Split(['.', ':'], StringSplitOptions.RemoveEmptyEntries))}";

    /// <summary>The lines that a targets.yaml needs.</summary>
    /// <param name="name">What the target is called there.</param>
    public string TargetLines(string name) => $"{YamlText.Plain(name)}:\n  address: {YamlText.Plain(Address)}\n{(IsLoopback ? "  class: dev\n" : "  # class: test       # dev, test, staging or prod; absent = prod\n")}{(Allow is { } allow ? $"  allow-list: {allow}\n" : "")}";

    // Just the address goes without saying.
    private string? Allow => Origins.Any(o => o != HarOrigin.HostAndPort(new Uri(Address))) ? $"[ {string.Join(", ", Origins.Select(YamlText.Quoted))} ]" : null;

    /// <summary>The file.</summary>
    /// <param name="target">The name of a target in a targets.yaml; null = it stands in the file.</param>
    public string Yaml(string? target)
    {
        var text = new StringBuilder($"# From {From}: what a browser recorded.\n");
        foreach (string line in Unsaid) text.Append("# Not said: ").Append(line).Append(".\n");
        if (Steps.Any(s => s.Writes)) text.Append("# To check: steps that may write are write-real, which production does not take. A login or a question is read;\n# a write that the target keeps apart is write-shadow.\n");
        text.Append("name: ").Append(YamlText.Plain(Name)).Append("\ntarget: ").Append(target is null ? Inline : YamlText.Plain(target)).Append('\n');
        text.Append("every: ").Append(HarTiming.Spoken(Timing.Every)).Append("\ntimeout: ").Append(HarTiming.Spoken(Timing.Timeout)).Append('\n');
        if (Timing.Think > TimeSpan.Zero) text.Append("think: ").Append(HarTiming.Spoken(Timing.Think)).Append("    # between steps, under load only; as recorded, each as long as the others\n");
        if (Secrets.Count > 0) text.Append("vars:\n").AppendJoin("", Secrets.Select(s => $"  {s.Name}: \"${{secret:env:{s.Environment}}}\"\n"));
        text.Append("steps:\n");
        foreach (HarStep step in Steps) step.Write(text);
        return text.ToString();
    }

    private string Inline => $"{{ address: {YamlText.Quoted(Address)}{(IsLoopback ? ", class: dev" : "")}{(Allow is { } allow ? $", allow-list: {allow}" : "")} }}";
}
