namespace LoadProbe.Definitions;

/// <summary>What is taken of a HAR, and how the journey is called and scheduled.</summary>
public sealed record HarOptions
{
    /// <summary>Host names, or <c>host:port</c>; none = the host of the first page.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Images, fonts, styles, scripts and media too.</summary>
    public bool KeepsStatic { get; init; }

    /// <summary>Of the journey and its file; null = the HAR's.</summary>
    public string? Name { get; init; }

    /// <summary>From one start to the next; null = 1 min, or longer where one run takes longer.</summary>
    public TimeSpan? Every { get; init; }
}
