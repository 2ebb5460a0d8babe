namespace LoadProbe.Controller;

/// <summary>An answer, on its way to the run.</summary>
internal sealed record QueryHeard(QueryWatch Watch, QueryAnswer Answer);
