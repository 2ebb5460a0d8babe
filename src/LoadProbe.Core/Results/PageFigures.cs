namespace LoadProbe.Core;

/// <summary>What a browser saw of one page in one step.</summary>
public sealed record PageFigures
{
    public required string Url { get; init; }
    public Vitals Vitals { get; init; } = new();
    public IReadOnlyList<PageElement> Elements { get; init; } = [];
    /// <summary>Null when packets were not asked for.</summary>
    public PagePackets? Packets { get; init; }
    public IReadOnlyList<string> ConsoleErrors { get; init; } = [];
}
