namespace LoadProbe.Core;

/// <summary>Runs a journey of browser steps once, as one customer in a browser context of its own.</summary>
/// <param name="journey">Its steps are a browser's.</param>
/// <param name="variables">Begun for this run.</param>
/// <param name="keep">Whether pictures are kept.</param>
/// <param name="answered">Shown each answer of the target: its status, and what its head says under a name.</param>
/// <param name="token">Closes the context, and ends the journey as <see cref="Outcome.Cancelled"/>.</param>
public delegate Task<JourneyResult> BrowserRun(Journey journey, Variables variables, bool keep, Action<int, Func<string, string?>> answered, CancellationToken token);
