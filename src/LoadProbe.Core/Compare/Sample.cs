namespace LoadProbe.Core;

/// <summary>What is compared of a run: its journeys as a whole, or one of its steps, second by second.</summary>
public sealed record Sample
{
    /// <summary>In the order of time; empty ones where nothing is known.</summary>
    public required IReadOnlyList<SampleCell> Cells { get; init; }

    /// <summary>Of the whole run, from finer histograms than the cells have.</summary>
    public required PackedHistogram Response { get; init; }

    public required PackedHistogram Service { get; init; }

    public long Completed => Cells.Sum(c => c.Completed);

    public long Failed => Cells.Sum(c => c.Failed);

    public double Seconds => Cells.Sum(c => c.Seconds);

    public PackedHistogram Time(string time) => time == "response" ? Response : Service;
}
