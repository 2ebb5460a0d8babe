namespace LoadProbe.Core;

/// <summary>What must hold of an answer. An empty <see cref="Status"/> means any status below 400.</summary>
public sealed record HttpExpectation
{
    public IReadOnlyList<StatusRange> Status { get; init; } = [];
    public IReadOnlyList<HeaderExpectation> Headers { get; init; } = [];
    public IReadOnlyList<Match> Body { get; init; } = [];
    public IReadOnlyList<JsonExpectation> Json { get; init; } = [];

    public bool Accepts(int status)
    {
        if (Status.Count == 0) return status < 400;
        foreach (StatusRange range in Status)
        {
            if (status >= range.From && status <= range.To) return true;
        }

        return false;
    }
}
