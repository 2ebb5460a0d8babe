namespace LoadProbe.Core;

/// <summary>How bad it is that a probe's target is down.</summary>
public enum Severity : byte
{
    Info,
    Warning,
    Critical,
}
