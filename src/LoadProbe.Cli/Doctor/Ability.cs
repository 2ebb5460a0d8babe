namespace LoadProbe.Cli;

/// <summary>Something that this machine, and this user on it, can do or cannot.</summary>
/// <param name="Name">One word or two.</param>
/// <param name="For">What it is needed for.</param>
/// <param name="Has">Whether it was done just now.</param>
/// <param name="Detail">What was found.</param>
/// <param name="Mend">The command that mends it; null = nothing has to be mended, or nothing here can.</param>
internal sealed record Ability(string Name, string For, bool Has, string Detail, string? Mend = null);
