namespace LoadProbe.Core;

/// <summary>One thing wrong in a file: where, and what would be right.</summary>
public sealed record Mistake(Place At, string Message)
{
    public override string ToString() => $"{At}: {Message}";
}
