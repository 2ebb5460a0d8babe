namespace LoadProbe.Core;

/// <summary>How a <see cref="Severity"/> is written.</summary>
public static class Severities
{
    /// <summary>The severity as users and programs read it, for instance <c>critical</c>.</summary>
    public static string Word(this Severity severity) => severity.ToString().ToLowerInvariant();
}
