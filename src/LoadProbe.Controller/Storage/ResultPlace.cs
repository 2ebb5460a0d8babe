namespace LoadProbe.Controller;

/// <summary>Where a result is among others, by the time it started; of those of the same microsecond, by its id.</summary>
/// <param name="Started">In microseconds since 1970.</param>
public sealed record ResultPlace(long Started, Guid Id);
