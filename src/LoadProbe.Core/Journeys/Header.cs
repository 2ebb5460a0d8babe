namespace LoadProbe.Core;

/// <summary>A request header.</summary>
public sealed record Header(string Name, Template Value);
