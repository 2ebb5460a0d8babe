namespace LoadProbe.Core;

/// <summary>One second (or a few, in long runs) of a run's journeys or of one of its steps.</summary>
public sealed record SampleCell(double Seconds, long Completed, long Failed, PackedHistogram Response, PackedHistogram Service)
{
    public static SampleCell Empty { get; } = new(0, 0, 0, PackedHistogram.Empty, PackedHistogram.Empty);

    public SampleCell Add(SampleCell other) => new(Seconds + other.Seconds, Completed + other.Completed, Failed + other.Failed, Response.Add(other.Response), Service.Add(other.Service));
}
