namespace LoadProbe.DemoBroker;

/// <summary>The body of every answer that is not a success.</summary>
internal sealed record Problem(string Error);
