namespace LoadProbe.Definitions;

/// <summary>One key a file may have.</summary>
/// <param name="Schema">What its value may be, as JSON Schema.</param>
/// <param name="About">One line for whoever writes the file.</param>
internal sealed record Key(string Name, string Schema, string About);
