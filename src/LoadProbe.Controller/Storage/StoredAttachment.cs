namespace LoadProbe.Controller;

/// <summary>An attachment as a store knows it, without its bytes.</summary>
/// <param name="Result">The id of the run's result.</param>
/// <param name="At">When the run started.</param>
/// <param name="Step">Null = it is of the whole run.</param>
/// <param name="Size">Of what there is, bytes.</param>
/// <param name="Stored">When the newest part came.</param>
/// <param name="IsWhole">Whether all parts are there.</param>
public sealed record StoredAttachment(Guid Result, string Probe, string Agent, DateTimeOffset At, string? Step, string Name, string MediaType, long Size, DateTimeOffset Stored, bool IsWhole);
