using System.Text.Json;

namespace LoadProbe.Controller;

/// <summary>A run's document, as far as comparing needs it.</summary>
public sealed record ComparedRun
{
    // More cells than this tell nothing more, and take their time.
    private const int MostCells = 300;

    private readonly IReadOnlyList<RunSecond> _seconds;
    private readonly JsonElement _json;

    private ComparedRun(JsonElement json) => (_json, _seconds) = (json, SecondReading.Series(json));

    public string Id => _json.Text("id") ?? "";
    public string Scenario => _json.Text("scenario") ?? "";
    public string Target => _json.Text("target") ?? "";
    public string Started => _json.Text("started") ?? "";

    /// <summary>pass, fail or invalid; empty when the run has not ended.</summary>
    public string Verdict => _json.Text("verdict") ?? "";

    public string? StoppedBy => _json.Part("stopped").Text("by");

    public int Seconds => _seconds.Count == 0 ? 0 : _seconds[^1].Number;

    /// <summary>Reads the document that <see cref="RunJson"/> writes; null and why when it is something else, or has no seconds to compare.</summary>
    public static ComparedRun? Read(string text, out string? fault)
    {
        fault = null;
        JsonElement json;
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            json = document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            fault = $"this is not a run as run --json writes it: {e.Message}";
            return null;
        }

        if (json.Text("scenario") is null || json.Part("series").ValueKind != JsonValueKind.Array) fault = "this is not a run as run --json writes it";
        var run = new ComparedRun(json);
        if (fault is null && run._seconds.All(s => s.Number == 0 || s.Response.Count == 0)) fault = "the run has no second with answers and their histograms to compare";
        return fault is null ? run : null;
    }

    /// <summary>Whether both ran the same plan.</summary>
    public bool HasPlanOf(ComparedRun other) => ((string[])["arrivals", "duration_seconds", "peak_rate", "peak_users"]).All(k => _json.Part("plan").Number(k) == other._json.Part("plan").Number(k));

    /// <summary>Its journeys and those steps that both have, cell by cell at the same times.</summary>
    public IReadOnlyList<ComparedPart> Parts(ComparedRun other)
    {
        int width = (Math.Max(Seconds, other.Seconds) + MostCells - 1) / MostCells;
        List<ComparedPart> parts = [new ComparedPart(null, Journeys(width), other.Journeys(width), ["response", "service"])];
        JsonElement[] steps = [.. _json.Items("steps")];
        foreach (JsonElement step in steps)
        {
            (string journey, string name) = (step.Text("journey") ?? "", step.Text("name") ?? "");
            JsonElement same = other._json.Items("steps").FirstOrDefault(s => s.Text("name") == name && s.Text("journey") == journey);
            if (same.ValueKind == JsonValueKind.Undefined || step.Count("completed") == 0 || same.Count("completed") == 0) continue;
            string called = steps.Count(s => s.Text("name") == name) > 1 ? $"{journey}: {name}" : name;
            Sample a = Step(step, journey, name, width), b = other.Step(same, journey, name, width);
            // Steps after the first are due when they are sent, so that both times are one.
            bool one = a.Response.Mean == a.Service.Mean && b.Response.Mean == b.Service.Mean;
            parts.Add(new ComparedPart(called, a, b, one ? ["service"] : ["response", "service"]));
        }

        return parts;
    }

    private Sample Journeys(int width) => Sampled(_json.Part("latency"), width, s => new SampleCell(s.Span.TotalSeconds, s.Arrivals.Completed, s.Arrivals.Failed, s.Response, s.Service));

    private Sample Step(JsonElement whole, string journey, string name, int width) => Sampled(whole, width, s =>
        s.Steps.FirstOrDefault(t => t.Step == name && t.Journey == journey) is { } step ? new SampleCell(s.Span.TotalSeconds, step.Completed, step.Failed, step.Response, step.Service) : SampleCell.Empty);

    private Sample Sampled(JsonElement whole, int width, Func<RunSecond, SampleCell> of)
    {
        SampleCell[] cells = new SampleCell[((Seconds - 1) / width) + 1];
        Array.Fill(cells, SampleCell.Empty);
        foreach (RunSecond second in _seconds.Where(s => s.Number > 0)) cells[(second.Number - 1) / width] = cells[(second.Number - 1) / width].Add(of(second));
        return new Sample
        {
            Cells = cells,
            Response = Whole(whole.Part("response"), cells.Select(c => c.Response)),
            Service = Whole(whole.Part("service"), cells.Select(c => c.Service)),
        };
    }

    private static PackedHistogram Whole(JsonElement figures, IEnumerable<PackedHistogram> cells)
    {
        PackedHistogram all = cells.Aggregate(PackedHistogram.Empty, (a, b) => a.Add(b));
        return all.Count == 0 || figures.Count("count") == 0 ? all : figures.Figures(all);
    }
}
