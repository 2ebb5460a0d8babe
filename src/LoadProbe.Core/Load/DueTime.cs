namespace LoadProbe.Core;

/// <summary>A moment at which a scenario is due by its schedule.</summary>
/// <param name="At">The instant, UTC.</param>
/// <param name="Local">What clocks in its zone show.</param>
/// <param name="Exists">False on a day whose clocks pass over that time: nothing is run.</param>
public readonly record struct DueTime(DateTimeOffset At, DateTime Local, bool Exists);
