namespace LoadProbe.Core;

/// <summary>What must hold of an answer. An empty <see cref="Status"/> means any status from 100 to 399.</summary>
public sealed record HttpExpectation
{
    public IReadOnlyList<StatusRange> Status { get; init; } = [];
    public IReadOnlyList<HeaderExpectation> Headers { get; init; } = [];
    public IReadOnlyList<Match> Body { get; init; } = [];
    public IReadOnlyList<JsonExpectation> Json { get; init; } = [];

    /// <summary>Who may answer, and with what; null = anybody and anything.</summary>
    public Genuine? Genuine { get; init; }

    public bool Accepts(int status)
    {
        if (Status.Count == 0) return status is >= 100 and < 400;
        // By index: this runs for each answer under pressure, and an enumerator would be allocated.
        for (int i = 0; i < Status.Count; i++)
        {
            if (status >= Status[i].From && status <= Status[i].To) return true;
        }

        return false;
    }
}
