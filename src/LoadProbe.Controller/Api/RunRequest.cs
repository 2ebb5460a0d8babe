namespace LoadProbe.Controller;

/// <summary>The wish to start a scenario.</summary>
/// <param name="Scenario">Its name.</param>
internal sealed record RunRequest(string Scenario);
