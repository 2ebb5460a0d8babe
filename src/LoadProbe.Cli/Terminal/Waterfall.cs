using System.Text;
using Spectre.Console;

namespace LoadProbe.Cli;

/// <summary>A probe's result as a person reads it: each step on a common time line, its phases told apart.</summary>
internal static class Waterfall
{
    private const int Columns = 40;

    private static readonly (char Letter, string Color, string Name, Func<Phases, TimeSpan?> Of)[] Phases =
    [
        ('d', "purple", "dns", p => p.Dns), ('c', "orange3", "connect", p => p.Connect), ('t', "fuchsia", "tls", p => p.Tls),
        ('s', "aqua", "send", p => p.Send), ('w', "green", "wait", p => p.Wait), ('r', "blue", "receive", p => p.Receive),
    ];

    public static void Print(IAnsiConsole console, ProbeResult result)
    {
        JourneyResult journey = result.Journey;
        string color = Color(result.Verdict);
        console.MarkupLine($"[{color} bold]{result.Verdict.ToString().ToUpperInvariant()}[/] {Markup.Escape(result.Probe)} on {Markup.Escape(result.Target)} in {Durations.Text(journey.Duration)}{(result.Attempts > 1 ? $", attempt {result.Attempts}" : "")}");
        foreach ((int i, EarlierAttempt earlier) in result.Earlier.Index()) console.MarkupLine($"  [grey]attempt {i + 1}[/] {earlier.Outcome.Word()} in {Durations.Text(earlier.Duration)}{(earlier.Detail is null ? "" : $": {Markup.Escape(earlier.Detail)}")}");
        if (journey.Detail is not null) console.MarkupLine($"  [{color}]{journey.Outcome.Word()}[/] {Markup.Escape(journey.Detail)}");
        var table = new Table().Border(TableBorder.None).ShowHeaders();
        foreach (string heading in (string[])["  step", "outcome", "time", "timeline", "phases"]) table.AddColumn(new TableColumn(heading).NoWrap());
        foreach (StepResult step in journey.Steps)
        {
            table.AddRow(
                $"  {Markup.Escape(step.Name)}",
                $"[{Color(step.Outcome.Verdict())}]{step.Outcome.Word()}[/]{(step.Status is { } status ? $" {status}" : "")}",
                step.Outcome == Outcome.Skipped ? "" : Durations.Text(step.Duration),
                Bar(step, journey),
                Words(step));
        }

        console.Write(table);
        foreach (StepResult step in journey.Steps)
        {
            if (step.Page?.Packets is { } page) PagePacketsTable.Print(console, step.Name, step.Page.Elements, page);
            else if (step.Packets is { } packets) console.MarkupLine($"  [grey]packets[/] {Markup.Escape(step.Name)}: {Packets(packets)}");
            if (step.Tls?.Staple is { } staple) console.MarkupLine($"  [grey]staple[/] {Markup.Escape(step.Name)}: {Markup.Escape(Words(staple))}");
            if (step.Ping is { } ping) console.MarkupLine($"  [grey]ping[/] {Markup.Escape(step.Name)}: {ping.Received} of {ping.Sent} answered, mean {Text(ping.Mean)}, jitter {Text(ping.Jitter)}");
            if (step.Path is { } path) PathTable.Print(console, step.Name, path);
            if (step.Page is { } seen) Page(console, step, seen);
            foreach (string artifact in step.Artifacts) console.MarkupLine($"  [grey]kept[/] {Markup.Escape(artifact)}");
        }
    }

    private static void Page(IAnsiConsole console, StepResult step, PageFigures page)
    {
        Vitals v = page.Vitals;
        (string, string?)[] figures =
        [
            ("ttfb", Known(v.Ttfb)), ("fcp", Known(v.Fcp)), ("lcp", Known(v.Lcp)), ("cls", v.Cls is { } cls ? cls.ToString("0.###", System.Globalization.CultureInfo.InvariantCulture) : null),
            ("inp", Known(v.Inp)), ("load", Known(v.Load)), ("elements", page.Elements.Count > 0 ? $"{page.Elements.Count}" : null),
        ];
        console.MarkupLine($"  [grey]page[/] {Markup.Escape(step.Name)}: {string.Join(", ", figures.Where(f => f.Item2 is not null).Select(f => $"{f.Item1} {f.Item2}"))}");
        foreach (string error in page.ConsoleErrors) console.MarkupLine($"  [red]console[/] {Markup.Escape(error)}");
    }

    private static string Bar(StepResult step, JourneyResult journey)
    {
        if (step.Outcome == Outcome.Skipped || journey.Duration <= TimeSpan.Zero) return "";
        double unit = Columns / journey.Duration.TotalSeconds;
        int from = Math.Clamp((int)((step.Started - journey.Started).TotalSeconds * unit), 0, Columns - 1);
        int length = Math.Clamp((int)Math.Round(step.Duration.TotalSeconds * unit), 1, Columns - from);
        var bar = new StringBuilder(new string(' ', from));
        double at = 0;
        int drawn = 0;
        foreach ((char letter, string color, _, Func<Phases, TimeSpan?> of) in Phases)
        {
            if (of(step.Phases) is not { } time || step.Duration <= TimeSpan.Zero) continue;
            at += time / step.Duration * length;
            int until = Math.Min(length, (int)Math.Round(at));
            if (until > drawn) bar.Append($"[{color}]{new string(letter, until - drawn)}[/]");
            drawn = Math.Max(drawn, until);
        }

        return bar.Append($"[grey]{new string('-', length - drawn)}[/]").ToString();
    }

    private static string Words(StepResult step) =>
        string.Join(" ", Phases.Select(p => (p.Color, p.Name, Time: p.Of(step.Phases))).Where(p => p.Time is not null).Select(p => $"[{p.Color}]{p.Name}[/] {Durations.Text(p.Time!.Value)}"));

    private static string Words(Staple staple)
    {
        string?[] words =
        [
            staple.Status.ToString().ToLowerInvariant(), staple.Detail,
            staple.ThisUpdate is { } from ? $"of {from:u}" : null, staple.NextUpdate is { } until ? $"until {until:u}" : null,
            staple.ProducedAt is null ? null : staple.IsOfCertificate ? $"signed by {staple.Signer.ToString().ToLowerInvariant()}" : "of another certificate",
        ];
        return string.Join(", ", words.OfType<string>());
    }

    private static string Packets(PacketFigures p) => p.Tier == PacketTier.None
        ? $"none ({p.Reason})"
        : $"rtt {Text(p.NetworkRtt)}, server {Text(p.ServerResponse)}, transfer {Text(p.Transfer)}{(p.Retransmissions is { } r ? $", retransmissions {r.Client}+{r.Server}" : "")}{(p.Reason is null ? "" : $" (from {(p.Tier == PacketTier.TcpInfo ? "TCP_INFO" : "packets")}: {p.Reason})")}";

    private static string Text(TimeSpan? time) => time is { } known ? Durations.Text(known) : "unknown";

    private static string? Known(TimeSpan? time) => time is { } known ? Durations.Text(known) : null;

    private static string Color(Verdict verdict) => verdict switch { Verdict.Pass => "green", Verdict.Fail => "red", _ => "yellow" };
}
