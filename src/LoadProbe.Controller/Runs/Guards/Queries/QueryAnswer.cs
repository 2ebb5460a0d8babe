namespace LoadProbe.Controller;

/// <summary>What came of a question to a Prometheus.</summary>
/// <param name="Samples">The series, none when it has no data.</param>
/// <param name="Fault">Why there is no answer, in the words of whoever said so; null = there is one.</param>
/// <param name="IsOurs">It could not be asked at all, and that is our side's fault.</param>
internal sealed record QueryAnswer(IReadOnlyList<QuerySample> Samples, string? Fault = null, bool IsOurs = false)
{
    public static QueryAnswer Failed(string fault) => new([], fault);

    public static QueryAnswer Unasked(string fault) => new([], fault, IsOurs: true);
}
