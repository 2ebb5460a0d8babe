namespace LoadProbe.Controller;

/// <summary>An answer, on its way to the run.</summary>
/// <param name="Round">When it was to be asked for.</param>
internal sealed record QueryHeard(QueryWatch Watch, QueryAnswer Answer, DateTimeOffset Round);
