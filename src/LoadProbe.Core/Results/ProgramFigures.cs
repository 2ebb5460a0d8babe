namespace LoadProbe.Core;

/// <summary>What a program wrote. Secrets are redacted.</summary>
/// <param name="Output">The end of its standard output.</param>
/// <param name="Errors">The end of its standard error.</param>
/// <param name="OutputBytes">How much there was of the first, kept or not.</param>
/// <param name="ErrorBytes">How much there was of the second.</param>
public sealed record ProgramFigures(string Output, string Errors, long OutputBytes, long ErrorBytes);
